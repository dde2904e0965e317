import { Command, Help, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { addAccounts } from './commands/accounts.ts';
import { addKeys } from './commands/keys.ts';
import { addLeaked } from './commands/leaked.ts';
import { addNotices } from './commands/notices.ts';
import { addTrail } from './commands/trail.ts';
import { addUse } from './commands/use.ts';
import { examples } from './help.ts';
import { hideTokens } from './input/hide-tokens.ts';
import type { Terminal } from './terminal.ts';

/** The command line: its help is written here and in the commands, and docs/cli-reference.md is made of it. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('latchkey')
    .description('The operator of Latchkey: find accounts, manage their keys, end leaked ones.')
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .showHelpAfterError('(--help tells more, with examples)')
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true, optionDescription, ...fixedWidth(terminal) })
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      // Somebody may have typed a token where an access key belongs.
      outputError: (text, write) => write(plainly(text)),
      writeErr: (text) => terminal.stderr.write(hideTokens(text)),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });

  program
    .addOption(
      new Option('--stack <name>', 'the stack that has the API, such as Latchkey-prod-Service').conflicts([
        'url',
        'local',
      ]),
    )
    .addOption(
      new Option('--url <address>', 'the address of the API (or LATCHKEY_OPERATOR_API_URL)').conflicts([
        'stack',
        'local',
      ]),
    )
    .addOption(
      new Option('--profile <name>', 'the AWS profile to sign with (or AWS_PROFILE)').conflicts('local'),
    )
    .addOption(
      new Option('--region <name>', 'the AWS region of the API, where its address does not tell').conflicts(
        'local',
      ),
    )
    .option('--local', 'the local engine (npm start), on PORT + 3')
    .addOption(
      new Option('--as <access key>', 'with --local: who calls; the last three have one policy each').choices(
        ['local', 'OperatorRead', 'OperatorSupport', 'OperatorProvision'],
      ),
    )
    .option('--json', 'for programs: one JSON object a line')
    .option('--yes', 'do not ask before what cannot be taken back');

  addAccounts(program, terminal);
  addKeys(program, terminal);
  addLeaked(program, terminal);
  addNotices(program, terminal);
  addTrail(program, terminal);
  addUse(program, terminal);
  program.addHelpText('after', `\n${exitCodeHelp}`);
  return examples(program, [
    [
      'Try it on the local engine (npm start, in another terminal)',
      'latchkey accounts find ada@example.com --local',
    ],
    ['In AWS', 'latchkey accounts find ada@example.com --stack Latchkey-prod-Service --profile support'],
    ['Which keys does an account have?', 'latchkey keys list 4QzX7vB2mK9t'],
    [
      'A secret was found in a public repository',
      'latchkey leaked --found-at https://github.com/acme/site < tokens.txt',
    ],
  ]);
}

function fixedWidth({ stdout }: Terminal): { helpWidth: number } {
  return { helpWidth: Math.min(stdout.columns ?? 100, 120) };
}

const exitCodeHelp = `Exit codes:
  0  done; a search that finds nothing too
  1  the API refused, or something went wrong
  2  the command line is wrong, or it lacks a yes
  3  there is no such account or key
  4  no credentials, a wrong signature, or no policy that allows the call
  5  not reached, or too busy: try later`;

function optionDescription(option: Option): string {
  const text = Help.prototype.optionDescription(option);
  return option.mandatory ? `${text} (required)` : text;
}

/** Commander's words for an argument that will not do, in fewer. */
function plainly(text: string): string {
  return text.replace(
    /^error: command-argument value '(.*)' is invalid for argument '(.*?)'\. /,
    "error: '$1' cannot be <$2>. ",
  );
}
