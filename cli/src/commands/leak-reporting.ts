import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { exitCodes, Failure } from '../exit.ts';
import { addressForm, isAddress } from '../input/leak-place.ts';
import { accessKeyOf } from '../input/token-form.ts';
import { Progress } from '../output/progress.ts';
import type { Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { explain, type Finding, LeakReport } from './leak-report.ts';

/** Where tokens come from, besides arguments. */
export interface LeakOptions {
  readonly file?: string;
  readonly foundAt?: string;
}

/** Reports what was found, and tells of each as it is known. */
export async function reportLeaks(session: Session, tokens: string[], options: LeakOptions): Promise<void> {
  const { client, printer, terminal } = session;
  const progress = new Progress(terminal.stderr);
  const report = new LeakReport(client, (result) => {
    if (printer.json) printer.object(result);
    else if (result.accessKey) {
      progress.end();
      printer.line(`${result.accessKey}  ${result.outcome}`);
    }
  });
  try {
    for await (const finding of readFindings(tokens, options, terminal)) {
      if (await report.add(finding))
        progress.show(`${report.lines} lines, ${report.reported} tokens reported`);
    }
    await report.flush();
  } catch (error) {
    progress.end();
    if (report.lines > 0) {
      printer.warning(
        `Stopped: the tokens from line ${report.firstPending} on are not reported. Begin there again.`,
      );
    }
    throw error;
  }
  progress.end();
  for (const line of explain(report)) printer.note(line);
}

async function* readFindings(
  tokens: string[],
  { file, foundAt }: LeakOptions,
  terminal: Terminal,
): AsyncGenerator<Finding> {
  if (tokens.length === 0 && file === undefined && terminal.stdin.isTTY) {
    terminal.stderr.write('Paste the tokens, one a line, then press Ctrl+D.\n');
  }
  let line = 0;
  for await (const text of tokens.length > 0 ? tokens : readLines(file, terminal.stdin)) {
    line++;
    const [token = '', place] = text.trim().split(/\s+/);
    const isPlace = place !== undefined && isAddress(place);
    // The secret matters more than where it was. Of other text nobody wants to know.
    if (place !== undefined && !isPlace && accessKeyOf(token) !== null)
      terminal.stderr.write(`Line ${line}: ${addressForm} The token is reported without it.\n`);
    if (token !== '') yield { line, token, url: isPlace ? place : foundAt };
  }
}

/** As they come: the whole is never held. */
async function* readLines(file: string | undefined, stdin: Readable): AsyncGenerator<string> {
  const input = file === undefined || file === '-' ? stdin : createReadStream(file);
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure(exitCodes.failed, `The input can't be read: ${reason}.`);
  }
}
