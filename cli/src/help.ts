import type { Command } from 'commander';

/** Adds examples under the help of a command: what one wants, and the line to type. */
export function examples(
  command: Command,
  lines: readonly (readonly [wish: string, line: string])[],
): Command {
  const text = lines.map(([wish, line]) => `  # ${wish}\n  ${line}`).join('\n\n');
  return command.addHelpText('after', `\nExamples:\n${text}`);
}
