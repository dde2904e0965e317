import { type Command, Option } from 'commander';
import { path } from '../api/client.ts';
import { timeZoneOf } from '../api/key-calls.ts';
import type { TrailLine } from '../api/schema.generated.ts';
import { examples } from '../help.ts';
import { readAccessKey } from '../input/ids.ts';
import { readNumber } from '../input/values.ts';
import { moment } from '../output/dates.ts';
import type { Column } from '../output/table.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { accountArgument } from './arguments.ts';

export function addTrail(program: Command, terminal: Terminal): void {
  const trail = program
    .command('trail')
    .description('who changed what in an account, newest first: 400 days')
    .addArgument(accountArgument())
    .addOption(
      new Option('--access-key <key>', 'only changes of this key, which may be deleted').argParser(
        readAccessKey,
      ),
    )
    .addOption(new Option('--limit <number>', 'so many lines').argParser(readNumber(1, 500_000)).default(50))
    .action(async (accountId: string, options: { accessKey?: string; limit: number }, command: Command) => {
      const { client, printer } = await openSession(terminal, command);
      const { accessKey, limit } = options;
      const zone = printer.json ? 'UTC' : await timeZoneOf(client, accountId);
      const request = { path: path`/v1/accounts/${accountId}/trail`, query: { accessKey } };
      const lines: TrailLine[] = [];
      let count = 0;
      for await (const line of client.list<TrailLine>(request, Math.min(limit, 100))) {
        if (++count > limit) break;
        // A program gets each line as it comes: there may be many.
        if (printer.json) printer.object(line);
        else lines.push(line);
      }
      if (printer.json) return;
      printer.list(lines, columns(zone), 'There are no changes in the last 400 days.');
      if (count > 0) printer.note(`Times are in ${zone}, the time zone of the account.`);
      if (count > limit) printer.note(`There are more: --limit ${limit * 10}`);
    });
  examples(trail, [
    ['Recent changes of an account', 'latchkey trail 4QzX7vB2mK9t'],
    ['Who expired this key?', 'latchkey trail 4QzX7vB2mK9t --access-key 4QzX7vB2mK9tR3nP8sD1wY5c'],
    ['Everything, for a program', 'latchkey trail 4QzX7vB2mK9t --limit 500000 --json > trail.ndjson'],
  ]);
}

function columns(timeZone: string): Column<TrailLine>[] {
  return [
    { title: 'at', of: ({ at }) => moment(at, timeZone) },
    { title: 'action', of: ({ action }) => action.replaceAll('_', ' ') },
    { title: 'outcome', of: ({ outcome }) => outcome ?? 'running' },
    { title: 'by', of: ({ actor }) => [actor.kind, actor.id].filter(Boolean).join(' '), flexible: true },
    { title: 'from', of: ({ from }) => from },
    { title: 'access key', of: ({ accessKey }) => accessKey },
    { title: 'name', of: ({ name }) => name, flexible: true },
    { title: 'changes', of: ({ changes }) => describe(changes), flexible: true },
  ];
}

function describe(changes: TrailLine['changes']): string {
  return Object.entries(changes)
    .map(([field, { before, after }]) => `${field}: ${before ?? 'none'} -> ${after ?? 'none'}`)
    .join(', ');
}
