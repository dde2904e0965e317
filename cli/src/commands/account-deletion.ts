import type { Command } from 'commander';
import { path } from '../api/client.ts';
import type { OperatorAccount } from '../api/schema.generated.ts';
import { examples } from '../help.ts';
import { Progress } from '../output/progress.ts';
import { plain } from '../output/text.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { accountArgument } from './arguments.ts';

export function addAccountDeletion(accounts: Command, terminal: Terminal): void {
  const remove = accounts
    .command('delete')
    .description('delete an account with its keys, use and trail; it cannot be brought back')
    .addArgument(accountArgument())
    .action(async (accountId: string, _: object, command: Command) => {
      const { client, printer, confirm } = await openSession(terminal, command);
      const one = path`/v1/accounts/${accountId}`;
      const { body: account } = await client.call<OperatorAccount>({ path: one });
      await confirm(
        `Delete the account ${accountId} of ${plain(account.email)} with everything? It cannot be brought back.`,
        accountId,
      );
      const progress = new Progress(terminal.stderr);
      for (let seconds = 0; ; ) {
        const { status, headers } = await client.call({ method: 'DELETE', path: one });
        if (status !== 202) break;
        const wait = Number(headers.get('retry-after')) || 1;
        progress.show(`Deleting the account ${accountId}: ${seconds} s`);
        await terminal.sleep(wait * 1000);
        seconds += wait;
      }
      progress.end();
      if (printer.json) printer.object({ accountId, deleted: true });
      printer.done(
        `The account ${accountId} is deleted. What stays for a while, such as backups: docs/operator.md.`,
      );
    });
  examples(remove, [
    ['Keep what is known of it first', 'latchkey accounts export 4QzX7vB2mK9t --output account.json'],
    ['Then delete it; it asks for the id', 'latchkey accounts delete 4QzX7vB2mK9t'],
    ['In a script', 'latchkey accounts delete 4QzX7vB2mK9t --yes'],
  ]);
}
