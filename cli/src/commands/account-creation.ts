import { type Command, InvalidArgumentError } from 'commander';
import { path } from '../api/client.ts';
import type { NewProvisionedAccount, OperatorAccount, ProvisionedAccount } from '../api/schema.generated.ts';
import { examples } from '../help.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { accountFacts } from './account-facts.ts';
import { accountArgument } from './arguments.ts';
import { defaultKeyFacts, secretFacts, warnOfSecret } from './key-facts.ts';

export function addAccountCreation(accounts: Command, terminal: Terminal): void {
  const create = accounts
    .command('create')
    .description(
      'create the account of a user of your own with its default key, or update its address and time zone',
    )
    .argument(
      '<external-id>',
      'your own name for the user: 1 to 128 letters, digits and . _ : @ -',
      readExternalId,
    )
    .requiredOption('--email <address>', 'where notices go; you vouch for it')
    .option('--time-zone <name>', 'IANA name such as Europe/Berlin; a new account has UTC otherwise')
    .action(async (externalId: string, options: { email: string; timeZone?: string }, command: Command) => {
      const { client, printer } = await openSession(terminal, command);
      const { body } = await client.call<ProvisionedAccount | NewProvisionedAccount>({
        method: 'PUT',
        path: path`/v1/accounts/by-external-id/${externalId}`,
        body: options,
      });
      const key = 'defaultKey' in body ? body.defaultKey : undefined;
      printer.thing(body, [
        ...accountFacts(body.account),
        ...(key ? [...defaultKeyFacts(key, body.account.timeZone), ...secretFacts(key)] : []),
      ]);
      if (key) warnOfSecret(printer);
      else
        printer.done('The account existed: its address and time zone are as above. Its keys are unchanged.');
    });
  examples(create, [
    [
      'An account for a user of yours',
      'latchkey accounts create customer-17 --email ada@example.com --time-zone Europe/Berlin',
    ],
    [
      'Its token only, for a script',
      'latchkey accounts create customer-17 --email ada@example.com --json | jq -r .defaultKey.token',
    ],
  ]);

  const join = accounts
    .command('join')
    .description('let a sign-in of the user pool into an account')
    .addArgument(accountArgument())
    .argument('<sub>', 'the attribute sub of the user in the pool, which is also in its ID tokens', readSub)
    .action(async (accountId: string, sub: string, _: object, command: Command) => {
      const { client, printer } = await openSession(terminal, command);
      const { body } = await client.call<OperatorAccount>({
        method: 'PUT',
        path: path`/v1/accounts/${accountId}/sign-ins/${sub}`,
      });
      printer.thing(body, accountFacts(body));
      printer.done('The sign-in leads to the account.');
    });
  examples(join, [
    [
      'What is the sub of a user?',
      'aws cognito-idp list-users --user-pool-id <pool> --filter \'email = "ada@example.com"\' --query "Users[].Attributes[?Name==\'sub\'].Value" --output text',
    ],
    [
      'After the user was seen to be the holder',
      'latchkey accounts join 4QzX7vB2mK9t 0b6a3c8e-6f0e-4e0f-9a53-3f5a2f1c9d11',
    ],
  ]);
}

function readExternalId(text: string): string {
  if (/^[A-Za-z0-9._:@-]{1,128}$/.test(text)) return text;
  throw new InvalidArgumentError('It has 1 to 128 letters, digits and . _ : @ -');
}

function readSub(text: string): string {
  if (/^[^\s@]+$/.test(text)) return text;
  throw new InvalidArgumentError(
    'It is the attribute sub of the user in the pool, such as 0b6a3c8e-6f0e-4e0f-9a53-3f5a2f1c9d11, and not an address.',
  );
}
