import type { Command } from 'commander';
import { path } from '../api/client.ts';
import { accountOf, repeatable } from '../api/key-calls.ts';
import type { NewKey } from '../api/schema.generated.ts';
import { examples } from '../help.ts';
import { type Expiry, expiryHelp, readExpiry } from '../input/values.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { warnOfSuspension } from './account-facts.ts';
import { accessOption, accountArgument } from './arguments.ts';
import { keyFacts, secretFacts, warnOfSecret } from './key-facts.ts';

export function addKeyCreation(keys: Command, terminal: Terminal): void {
  const create = keys
    .command('create')
    .description('create a key; its secret key is shown once')
    .addArgument(accountArgument())
    .requiredOption('--name <text>', 'a label for people')
    .option('--description <text>', 'what the key is for')
    .option('--expires <date>', expiryHelp, readExpiry)
    .option('--self-rotation', 'let a program that uses the key rotate it')
    .addOption(accessOption())
    .action(async (accountId: string, options: CreateOptions, command: Command) => {
      const { client, printer } = await openSession(terminal, command);
      const { expires, ...fields } = options;
      const { body } = await client.call<NewKey>({
        method: 'POST',
        path: path`/v1/accounts/${accountId}/keys`,
        body: { ...fields, ...expires },
        headers: repeatable(),
      });
      // The secret is shown only now: nothing else may fail before it is.
      const account = printer.json ? undefined : await accountOf(client, accountId).catch(() => undefined);
      printer.thing(body, [...keyFacts(body, account?.timeZone ?? 'UTC'), ...secretFacts(body)]);
      warnOfSecret(printer);
      if (account) warnOfSuspension(printer, account);
    });
  examples(create, [
    [
      'A key that works through a day',
      'latchkey keys create 4QzX7vB2mK9t --name "Nightly export" --expires 2027-03-31',
    ],
    [
      'Straight into a secret store, seen by nobody',
      'latchkey keys create 4QzX7vB2mK9t --name CI --json | jq -r .token | pass insert -m latchkey/ci',
    ],
  ]);
}

interface CreateOptions {
  name: string;
  description?: string;
  expires?: Expiry;
  selfRotation?: boolean;
  access?: string;
}
