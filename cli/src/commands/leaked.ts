import { type Command, Option } from 'commander';
import { examples } from '../help.ts';
import { readAddress } from '../input/leak-place.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import type { LeakOptions } from './leak-reporting.ts';

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
    .action(async (tokens: string[], options: LeakOptions, command: Command) => {
      if (tokens.length > 0 && options.file !== undefined) {
        command.error('error: give tokens or --file, not both');
      }
      const session = await openSession(terminal, command);
      // What only this command needs takes a while to load.
      const { reportLeaks } = await import('./leak-reporting.ts');
      await reportLeaks(session, tokens, options);
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
