import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { path } from '../api/client.ts';
import { keyPath, timeZoneOf } from '../api/key-calls.ts';
import type { KeyUsage, ListedKey } from '../api/schema.generated.ts';
import { examples } from '../help.ts';
import { readAccountId } from '../input/ids.ts';
import { readNumber } from '../input/values.ts';
import { moment } from '../output/dates.ts';
import { openSession, type Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { verdict } from './key-facts.ts';

const accessKeyLength = 24;

export function addUse(program: Command, terminal: Terminal): void {
  const use = program
    .command('use')
    .description('whether keys are used: all of an account, or the days of one key')
    .addArgument(
      new Argument('<account-or-key>', 'the id of an account, or an access key').argParser(readEither),
    )
    .addOption(
      new Option('--days <number>', 'of one key: so many days').argParser(readNumber(1, 90)).default(30),
    )
    .action(async (id: string, { days }: { days: number }, command: Command) => {
      const session = await openSession(terminal, command);
      await (id.length === accessKeyLength ? showKey(session, id, days) : showAccount(session, id));
    });
  examples(use, [
    ['Which keys are still needed?', 'latchkey use 4QzX7vB2mK9t'],
    ['The calls of one key by day', 'latchkey use 4QzX7vB2mK9tR3nP8sD1wY5c --days 7'],
  ]);
}

async function showAccount({ client, printer }: Session, accountId: string): Promise<void> {
  const zone = printer.json ? 'UTC' : await timeZoneOf(client, accountId);
  const keys: ListedKey[] = [];
  for await (const key of client.list<ListedKey>({ path: path`/v1/accounts/${accountId}/keys` }))
    keys.push(key);
  const rows = keys.map(({ accessKey, name, status, lastUsedAt, lastRefusedAt, use }) => {
    return { accessKey, name, status, lastUsedAt, lastRefusedAt, use };
  });
  printer.list(
    rows,
    [
      { title: 'access key', of: ({ accessKey }) => accessKey },
      { title: 'name', of: ({ name }) => name, flexible: true },
      { title: 'status', of: ({ status }) => status },
      { title: 'use', of: verdict },
      { title: 'calls 7 d', of: ({ use }) => use.callsLast7Days },
      { title: 'refused 7 d', of: ({ use }) => use.refusedLast7Days },
      { title: 'last used', of: ({ lastUsedAt }) => moment(lastUsedAt, zone) },
      { title: 'last refused', of: ({ lastRefusedAt }) => moment(lastRefusedAt, zone) },
    ],
    'The account has no keys.',
  );
  if (keys.length > 0 && !printer.json) printer.note(`Times are in ${zone}, the time zone of the account.`);
}

async function showKey({ client, printer }: Session, accessKey: string, days: number): Promise<void> {
  const query = { days: String(days) };
  const { body } = await client.call<KeyUsage>({ path: `${keyPath(accessKey)}/usage`, query });
  if (printer.json) return printer.object(body);
  const zone = await timeZoneOf(client, accessKey);
  printer.thing(body, [
    ['access key', accessKey],
    ['use', verdict(body)],
    ['last used', moment(body.lastUsedAt, zone)],
    ['from', body.lastUsedFrom],
    ['last refused', moment(body.lastRefusedAt, zone)],
    ['counted to', moment(body.use.asOf, zone)],
  ]);
  const busy = body.days.filter((day) => day.calls > 0 || day.refused > 0);
  printer.line('');
  printer.list(
    busy,
    [
      { title: 'day (UTC)', of: ({ date }) => date },
      { title: 'calls', of: ({ calls }) => calls },
      { title: '4xx', of: ({ clientErrors }) => clientErrors },
      { title: '5xx', of: ({ serverErrors }) => serverErrors },
      { title: 'refused', of: ({ refused }) => refused },
    ],
    `No calls in ${days} days.`,
  );
}

function readEither(text: string): string {
  if (/^[0-9A-Za-z]{24}$/.test(text)) return text;
  if (/^[0-9A-Za-z]{12}$/.test(text)) return readAccountId(text);
  throw new InvalidArgumentError('It is the id of an account (12 letters and digits) or an access key (24).');
}
