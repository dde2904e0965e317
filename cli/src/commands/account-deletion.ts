import type { Command } from 'commander';
import { type Client, path } from '../api/client.ts';
import { ProblemError } from '../api/problem-error.ts';
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
      // A deletion that was cut off hides the account, and goes on.
      const account = await client.call<OperatorAccount>({ path: one }).catch(ignoreAbsence);
      const whose = account ? ` of ${plain(account.body.email)}` : '';
      await confirm(
        `Delete the account ${accountId}${whose} with everything? It cannot be brought back.`,
        accountId,
      );
      const receipt = await deleteWhole(client, accountId, terminal);
      printer.thing({ ...receipt, accountId, deleted: true }, [
        ...Object.entries(receipt?.removed ?? {}).map(
          ([what, count]) => [`removed: ${what}`, count] as const,
        ),
        ...(receipt?.remains ?? []).map(
          ({ what, detail }) => [`remains: ${what.replaceAll('_', ' ')}`, detail] as const,
        ),
      ]);
      printer.done(`The account ${accountId} is deleted.`);
    });
  examples(remove, [
    ['Keep what is known of it first', 'latchkey accounts export 4QzX7vB2mK9t --output account.json'],
    ['Then delete it; it asks for the id', 'latchkey accounts delete 4QzX7vB2mK9t'],
    ['In a script', 'latchkey accounts delete 4QzX7vB2mK9t --yes'],
  ]);
}

/** What the API says of a deletion that is running. */
interface Receipt {
  readonly removed?: Readonly<Record<string, number>>;
  readonly remains?: readonly { readonly what: string; readonly detail: string }[];
}

/** Repeats the call until nothing is left. @returns the last receipt; undefined: one call did it */
async function deleteWhole(
  client: Client,
  accountId: string,
  { stderr, sleep }: Terminal,
): Promise<Receipt | undefined> {
  const progress = new Progress(stderr);
  let receipt: Receipt | undefined;
  for (let seconds = 0; ; ) {
    const { status, body, headers } = await client
      .call<Receipt>({ method: 'DELETE', path: path`/v1/accounts/${accountId}` })
      .catch((error: unknown) => {
        progress.end();
        // The response that said that it is done got lost.
        if (receipt && error instanceof ProblemError && error.problem.status === 404) return done();
        throw error;
      });
    if (status !== 202) break;
    receipt = body;
    const wait = Number(headers.get('retry-after')) || 1;
    progress.show(`Deleting the account ${accountId}, which takes a minute at least: ${seconds} s`);
    await sleep(wait * 1000);
    seconds += wait;
  }
  progress.end();
  return receipt;
}

const done = () => ({ status: 204, body: {}, headers: new Headers() });

function ignoreAbsence(error: unknown): null {
  if (error instanceof ProblemError && error.problem.status === 404) return null;
  throw error;
}
