import type { Command } from 'commander';
import { type Client, path } from '../api/client.ts';
import { exitCodes, Failure } from '../exit.ts';
import { examples } from '../help.ts';
import { Progress } from '../output/progress.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { accountArgument } from './arguments.ts';

type Page = Readonly<Record<string, unknown>>;

export function addAccountExport(accounts: Command, terminal: Terminal): void {
  const command = accounts
    .command('export')
    .description('write all that is known of an account as one JSON document; it has no secrets')
    .addArgument(accountArgument())
    .option('-o, --output <file>', 'a new file, readable by you only; without it, standard output')
    .action(async (accountId: string, { output }: { output?: string }, command: Command) => {
      const { client, printer } = await openSession(terminal, command);
      const exported = await readExport(client, accountId, terminal);
      if (output === undefined) return printer.line(JSON.stringify(exported, null, printer.json ? 0 : 2));
      await writeNew(output, `${JSON.stringify(exported, null, 2)}\n`);
      if (printer.json) printer.object({ accountId, output });
      printer.done(`What is known of the account ${accountId} is in ${output}.`);
    });
  examples(command, [
    [
      'For a request under data protection law',
      'latchkey accounts export 4QzX7vB2mK9t --output account.json',
    ],
    ['Look at a part of it', 'latchkey accounts export 4QzX7vB2mK9t | jq .account'],
  ]);
}

/** The pages of an export as one document: the lists of all, the facts of the first. */
async function readExport(client: Client, accountId: string, terminal: Terminal): Promise<Page> {
  const progress = new Progress(terminal.stderr);
  const whole: Record<string, unknown> = {};
  let cursor: unknown;
  for (let pages = 1; ; pages++) {
    const query = { ...(typeof cursor === 'string' && { cursor }) };
    const { body } = await client.call<Page>({ path: path`/v1/accounts/${accountId}/export`, query });
    for (const [name, value] of Object.entries(body)) {
      const known = whole[name];
      if (Array.isArray(known) && Array.isArray(value)) known.push(...value);
      else if (known === undefined && name !== 'nextCursor') whole[name] = value;
    }
    cursor = body.nextCursor;
    if (typeof cursor !== 'string') break;
    progress.show(`Exporting the account ${accountId}: ${pages} pages`);
  }
  progress.end();
  return whole;
}

/** Whole or not at all, and never over another file. */
async function writeNew(file: string, text: string): Promise<void> {
  const { open, rename, rm } = await import('node:fs/promises');
  const part = `${file}.part-${process.pid}`;
  try {
    // Taken first, so that two exports to one file do not meet.
    await (await open(file, 'wx', 0o600)).close();
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const why = isThere ? 'it exists' : String((error as Error).message);
    throw new Failure(exitCodes.failed, `The file ${file} can't be written: ${why}.`, ['Name another one.']);
  }
  try {
    const handle = await open(part, 'wx', 0o600);
    await handle.writeFile(text);
    await handle.close();
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    await rm(file, { force: true });
    throw new Failure(exitCodes.failed, `The file ${file} can't be written: ${(error as Error).message}.`);
  }
}
