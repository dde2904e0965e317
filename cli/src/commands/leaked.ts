import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { exitCodes, Failure } from '../exit.ts';
import { examples } from '../help.ts';
import { Progress } from '../output/progress.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { explain, type Finding, LeakReport } from './leak-report.ts';

interface Options {
  readonly file?: string;
  readonly foundAt?: string;
}

export function addLeaked(program: Command, terminal: Terminal): void {
  const leaked = program
    .command('leaked')
    .description(
      'report tokens that were found where they should not be: the secret key of each ends at once, and its holder gets a mail',
    )
    .argument(
      '[tokens...]',
      'the tokens; better from a file or standard input, since other users may see arguments',
    )
    .option(
      '-f, --file <file>',
      'a file with one token a line, after a blank perhaps the https address where it was found',
    )
    .addOption(
      new Option('--found-at <address>', 'where they were found, if their line does not tell').argParser(
        readAddress,
      ),
    )
    .action(async (tokens: string[], options: Options, command: Command) => {
      const { client, printer } = await openSession(terminal, command);
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
        printer.warning(
          `Stopped: the tokens from line ${report.firstPending} on are not reported. Begin there again.`,
        );
        throw error;
      }
      progress.end();
      for (const line of explain(report)) printer.note(line);
    });
  examples(leaked, [
    ['One token, typed or pasted, then Ctrl+D: it stays out of the history of the shell', 'latchkey leaked'],
    ['What a scanner found', 'latchkey leaked --file findings.txt --found-at https://github.com/acme/site'],
    [
      '100,000 lines of which few are tokens',
      'grep -rhoE "lk_[0-9A-Za-z_]+" /srv/pages | latchkey leaked --json > outcomes.ndjson',
    ],
  ]);
}

async function* readFindings(
  tokens: string[],
  { file, foundAt }: Options,
  terminal: Terminal,
): AsyncGenerator<Finding> {
  if (tokens.length > 0 && file !== undefined) {
    throw new Failure(exitCodes.usage, 'Give tokens or --file, not both.');
  }
  if (tokens.length === 0 && file === undefined && terminal.stdin.isTTY) {
    terminal.stderr.write('Paste the tokens, one a line, then press Ctrl+D.\n');
  }
  let line = 0;
  for await (const text of tokens.length > 0 ? tokens : readLines(file, terminal.stdin)) {
    line++;
    const [token = '', place] = text.trim().split(/\s+/);
    const isPlace = place !== undefined && isAddress(place);
    // The secret matters more than where it was.
    if (place !== undefined && !isPlace)
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

function readAddress(text: string): string {
  if (isAddress(text)) return text;
  throw new InvalidArgumentError(addressForm);
}

const longestAddress = 2048;
const addressForm = `The address must be of https, without a user name, and at most ${longestAddress} characters long.`;

/** The holder of the key is shown it. */
function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, href } = new URL(text);
  return protocol === 'https:' && username === '' && password === '' && href.length <= longestAddress;
}
