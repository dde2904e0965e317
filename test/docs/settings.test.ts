import cdkJson from '../../cdk.json' with { type: 'json' };
import { readSettings } from '../../lib/settings.ts';
import { readRows, readText } from './markdown.ts';

/** Every setting, with its default; undefined for those that have none. */
function readDefaults(): Record<string, unknown> {
  const names: string[] = [];
  const defaults = readSettings((name) => {
    names.push(name);
    return name === 'senderEmail' ? 'keys@acme.dev' : undefined;
  });
  return { ...Object.fromEntries(names.map((name) => [name, undefined])), ...defaults };
}

const { senderEmail: _, ...defaults } = readDefaults();

it('docs/settings.md names each setting with its default', () => {
  const rows = readRows(readText('docs/settings.md'));
  const documented = rows.map(([name, value = '']) => [
    name,
    value.startsWith('`') ? JSON.parse(value.replaceAll('`', '')) : value,
  ]);
  const expected = Object.entries(defaults).map(([name, value]) => [name, value ?? 'none']);
  expect(Object.fromEntries(documented)).toEqual({
    ...Object.fromEntries(expected),
    senderEmail: 'required',
  });
  for (const [name, , meaning] of rows) expect([name, meaning]).toEqual([name, expect.stringMatching(/\.$/)]);
});

it('cdk.json holds no setting: it would win over the files of all stages', () => {
  for (const name of Object.keys(cdkJson.context)) expect(name).toMatch(/^@aws-cdk\//);
});
