import { type Command, Option } from 'commander';
import { path } from '../api/client.ts';
import { accountOf, keyPath } from '../api/key-calls.ts';
import type { Key, ListedKey } from '../api/schema.generated.ts';
import { examples } from '../help.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { warnOfSuspension } from './account-facts.ts';
import { accountArgument, keyArgument } from './arguments.ts';
import { addKeyChanges } from './key-changes.ts';
import { addKeyCreation } from './key-creation.ts';
import { addKeyEnds } from './key-ends.ts';
import { keyColumns, keyFacts } from './key-facts.ts';
import { addKeyRotation } from './key-rotation.ts';

export function addKeys(program: Command, terminal: Terminal): void {
  const keys = program
    .command('keys')
    .description('list, create, edit, restore, expire, rotate and delete keys');

  const list = keys
    .command('list')
    .description('list the keys of an account, newest first, expired ones included')
    .addArgument(accountArgument())
    .addOption(
      new Option('--status <status>', 'only keys of this status').choices(['active', 'expiring', 'expired']),
    )
    .action(async (accountId: string, { status }: { status?: string }, command: Command) => {
      const { client, printer } = await openSession(terminal, command);
      const account = printer.json ? undefined : await accountOf(client, accountId);
      const zone = account?.timeZone ?? 'UTC';
      const found: ListedKey[] = [];
      const request = { path: path`/v1/accounts/${accountId}/keys`, query: { status } };
      for await (const key of client.list<ListedKey>(request)) found.push(key);
      printer.list(found, keyColumns(zone), 'The account has no such keys.');
      if (!account) return;
      if (found.length > 0) printer.note(`Times are in ${zone}, the time zone of the account.`);
      warnOfSuspension(printer, account);
    });
  examples(list, [
    ['All keys of an account', 'latchkey keys list 4QzX7vB2mK9t'],
    ['Those that expired', 'latchkey keys list 4QzX7vB2mK9t --status expired'],
    ['Their access keys only, for a script', 'latchkey keys list 4QzX7vB2mK9t --json | jq -r .accessKey'],
  ]);

  const show = keys
    .command('show')
    .description('show a key')
    .addArgument(keyArgument())
    .action(async (accessKey: string, _: object, command: Command) => {
      const { client, printer } = await openSession(terminal, command);
      const { body } = await client.call<Key>({ path: keyPath(accessKey) });
      const account = printer.json ? undefined : await accountOf(client, accessKey);
      printer.thing(body, keyFacts(body, account?.timeZone ?? 'UTC'));
      if (account) warnOfSuspension(printer, account);
    });
  examples(show, [['Why is a key refused?', 'latchkey keys show 4QzX7vB2mK9tR3nP8sD1wY5c']]);

  addKeyCreation(keys, terminal);
  addKeyChanges(keys, terminal);
  addKeyEnds(keys, terminal);
  addKeyRotation(keys, terminal);
}
