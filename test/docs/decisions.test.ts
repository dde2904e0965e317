import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readText, root } from './markdown.ts';

const records = readdirSync(join(root, 'docs/adr')).filter((name) => /^\d{4}-/.test(name));
const header =
  /^# (\d+)\. (.+)\n\n- Status: (accepted|replaced by \[.+\]\(.+\))(?:; .+)?\n- Date: (\d{4}-\d\d-\d\d)\n\n## /;

it.each(records)('%s has the header and the sections of every decision', (name) => {
  const text = readText(`docs/adr/${name}`);
  expect(text).toMatch(header);
  expect(Number(header.exec(text)?.[1])).toBe(Number(name.slice(0, 4)));
  const sections = [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  expect(sections.filter((title) => /^(Context|Decision|Consequences)$/.test(title ?? ''))).toEqual([
    'Context',
    'Decision',
    'Consequences',
  ]);
});

it('the list of decisions has each with its title, its date and its status', () => {
  const rows = records.map((name) => {
    const [, number, title, status, date] = header.exec(readText(`docs/adr/${name}`)) ?? [];
    return `| [${number}. ${title}](${name}) | ${date} | ${status} |`;
  });
  const listed = readText('docs/adr/README.md').match(/^\| \[.+$/gm);
  expect(listed).toEqual(rows);
});
