import { type Command, Option } from 'commander';
import { path } from '../api/client.ts';
import type { OperatorAccount } from '../api/schema.generated.ts';
import { examples } from '../help.ts';
import { accountIdOf, isToken, readAccessKey, tokenAdvice } from '../input/ids.ts';
import { moment } from '../output/dates.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { addAccountCreation } from './account-creation.ts';
import { addAccountDeletion } from './account-deletion.ts';
import { addAccountExport } from './account-export.ts';
import { accountFacts } from './account-facts.ts';
import { accountArgument } from './arguments.ts';
import { addSuspension } from './suspension.ts';

export function addAccounts(program: Command, terminal: Terminal): void {
  const accounts = program
    .command('accounts')
    .description('find, create, suspend, export and delete accounts');

  const find = accounts
    .command('find')
    .description('find accounts by address, by your own name for the user, or by an access key')
    .argument('[email]', 'the address that notices go to, in any case')
    .addOption(new Option('--external-id <name>', 'your own name for the user'))
    .addOption(new Option('--access-key <key>', 'an access key of the account').argParser(readAccessKey))
    .action(
      async (
        email: string | undefined,
        options: { externalId?: string; accessKey?: string },
        command: Command,
      ) => {
        const { externalId, accessKey } = options;
        if (email !== undefined && !email.includes('@')) command.error(`error: ${noAddress(email)}`);
        if ([email, externalId, accessKey].filter((way) => way !== undefined).length !== 1) {
          command.error('error: give one of them: an address, --external-id or --access-key');
        }
        const { client, printer } = await openSession(terminal, command);
        const found: OperatorAccount[] = [];
        if (accessKey !== undefined) {
          found.push(
            (await client.call<OperatorAccount>({ path: path`/v1/accounts/${accountIdOf(accessKey)}` })).body,
          );
        } else {
          const query = { email, externalId };
          for await (const account of client.list<OperatorAccount>({ path: '/v1/accounts', query }))
            found.push(account);
        }
        printer.list(
          found,
          [
            { title: 'account', of: ({ accountId }) => accountId },
            { title: 'email', of: (account) => account.email, flexible: true },
            { title: 'external id', of: (account) => account.externalId, flexible: true },
            { title: 'time zone', of: ({ timeZone }) => timeZone },
            { title: 'created', of: ({ createdAt, timeZone }) => moment(createdAt, timeZone) },
            { title: 'suspended', of: ({ suspendedAt, timeZone }) => moment(suspendedAt, timeZone) },
          ],
          'No account is found. An account from before the operator API is found by its address once its holder signs in again; by an access key at any time.',
        );
      },
    );
  examples(find, [
    ['By address', 'latchkey accounts find ada@example.com'],
    ['By your own name for the user', 'latchkey accounts find --external-id customer-17'],
    ['By an access key from a ticket', 'latchkey accounts find --access-key 4QzX7vB2mK9tR3nP8sD1wY5c'],
    ['The id only, for a script', 'latchkey accounts find ada@example.com --json | jq -r .accountId'],
  ]);

  const show = accounts
    .command('show')
    .description('show an account')
    .addArgument(accountArgument())
    .action(async (accountId: string, _: object, command: Command) => {
      const { client, printer } = await openSession(terminal, command);
      const { body } = await client.call<OperatorAccount>({ path: path`/v1/accounts/${accountId}` });
      printer.thing(body, accountFacts(body));
    });
  examples(show, [['What is known of an account', 'latchkey accounts show 4QzX7vB2mK9t']]);

  addAccountCreation(accounts, terminal);
  addSuspension(accounts, terminal);
  addAccountExport(accounts, terminal);
  addAccountDeletion(accounts, terminal);
}

function noAddress(text: string): string {
  if (isToken(text)) return tokenAdvice;
  if (/^[0-9A-Za-z]{24}$/.test(text))
    return `this is an access key: latchkey accounts find --access-key ${text}`;
  if (/^[0-9A-Za-z]{12}$/.test(text)) {
    return `this is no address. If it is the id of an account: latchkey accounts show ${text}`;
  }
  return 'this is no address. If it is your own name for the user, give it by --external-id';
}
