import { parseArgs } from 'node:util';
import { programWith } from '../../bin/generate/cli-reference.ts';
import { exitCodes } from '../../cli/src/exit.ts';
import { listDocuments, readRows, readSection, readText } from './markdown.ts';

const program = programWith(() => undefined);
type Command = typeof program;

const lines = listDocuments().flatMap((path) =>
  [...readText(path).matchAll(/(?:^ *|\| |npx )latchkey ([a-z].*)$/gm)].map(
    ([, rest = '']) => `${path}: ${rest}`,
  ),
);

it('finds the command lines of the documentation', () => {
  expect(lines.length).toBeGreaterThan(30);
});

it.each(lines)('%s is a command with options of it', (line) => {
  const words =
    line
      .slice(line.indexOf(': ') + 2)
      .split(/ [|<>] /)[0]
      ?.match(/"[^"]*"|\S+/g) ?? [];
  let command: Command = program;
  while (command.commands.length > 0) {
    const name = words.shift();
    const next = command.commands.find((each) => each.name() === name);
    if (!next) throw new Error(`There is no command ${name}.`);
    command = next;
  }
  const known = [...program.options, ...command.options];
  const options = Object.fromEntries(
    known.map(({ long, short, required }) => {
      const type = required ? ('string' as const) : ('boolean' as const);
      return [long?.slice(2) ?? '', { type, ...(short && { short: short.slice(1) }) }];
    }),
  );
  const { values, positionals } = parseArgs({ args: words, options, allowPositionals: true });
  for (const option of command.options.filter(({ mandatory }) => mandatory)) {
    expect(Object.keys(values)).toContain(option.long?.slice(2));
  }
  const needed = command.registeredArguments.filter(({ required }) => required);
  expect(positionals.length).toBeGreaterThanOrEqual(needed.length);
});

it('lists every exit code', () => {
  const rows = readSection(readText('docs/cli.md'), '## In scripts').match(/^\| \d/gm) ?? [];
  expect(rows.map((row) => Number(row.slice(2)))).toEqual([0, ...Object.values(exitCodes)]);
});

it('tells every way to name the API', () => {
  const options = readRows(readSection(readText('docs/cli.md'), '## Begin')).map(([name]) => name);
  const told = program.options
    .map(({ long }) => long)
    .filter((long) => !['--json', '--yes', '--version'].includes(long ?? ''));
  expect(options).toEqual(told);
});
