import type { Command } from 'commander';
import { path } from '../api/client.ts';
import type { OperatorAccount } from '../api/schema.generated.ts';
import { examples } from '../help.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { accountFacts } from './account-facts.ts';
import { accountArgument } from './arguments.ts';

export function addSuspension(accounts: Command, terminal: Terminal): void {
  const suspend = accounts
    .command('suspend')
    .description('have every key of an account refused, until it is resumed')
    .addArgument(accountArgument())
    .requiredOption('--reason <text>', 'why, for the trail; the holder does not see it')
    .action(async (accountId: string, { reason }: { reason: string }, command: Command) => {
      const { client, printer, confirm } = await openSession(terminal, command);
      await confirm(`Suspend the account ${accountId}? Calls with its keys are refused at once.`);
      const { body } = await client.call<OperatorAccount>({
        method: 'POST',
        path: path`/v1/accounts/${accountId}/suspend`,
        body: { reason },
      });
      printer.thing(body, accountFacts(body));
      printer.done(
        `The account ${accountId} is suspended: every key is refused. To end it: latchkey accounts resume ${accountId}`,
      );
    });
  examples(suspend, [
    ['Stop all calls of a customer', 'latchkey accounts suspend 4QzX7vB2mK9t --reason "Ticket 4711: abuse"'],
  ]);

  const resume = accounts
    .command('resume')
    .description('end the suspension of an account')
    .addArgument(accountArgument())
    .action(async (accountId: string, _: object, command: Command) => {
      const { client, printer } = await openSession(terminal, command);
      const { body } = await client.call<OperatorAccount>({
        method: 'POST',
        path: path`/v1/accounts/${accountId}/resume`,
      });
      printer.thing(body, accountFacts(body));
      printer.done(`The account ${accountId} is no longer suspended: its keys work as before.`);
    });
  examples(resume, [['Let the calls in again', 'latchkey accounts resume 4QzX7vB2mK9t']]);
}
