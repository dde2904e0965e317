import cdkJson from '../../cdk.json' with { type: 'json' };
import { readSettings } from '../../lib/settings.ts';
import { readRows, readText } from './markdown.ts';

/** Every setting, with its default; undefined for those that have none. */
function readDefaults(): Record<string, unknown> {
  const names: string[] = [];
  const defaults = readSettings((name) => {
    names.push(name);
    return name === 'senderEmail' ? 'a@example.com' : undefined;
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

it('cdk.json holds each setting at its default, and an example of a sender', () => {
  const context = Object.entries(cdkJson.context).filter(([name]) => !name.startsWith('@aws-cdk/'));
  expect(context.map(([name]) => name).sort()).toEqual([...Object.keys(defaults), 'senderEmail'].sort());
  const given: Record<string, unknown> = Object.fromEntries(context);
  const { senderEmail, ...settings } = readSettings((name) => given[name]);
  expect({ upstreamUrl: undefined, ...settings }).toEqual(defaults);
  expect(senderEmail).toMatch(/@example\.com$/);
});
