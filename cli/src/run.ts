import { CommanderError } from 'commander';
import { adviceOn, optionOf } from './api/advice.ts';
import { ProblemError } from './api/problem-error.ts';
import { exitCodes, Failure } from './exit.ts';
import { Printer } from './output/printer.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/** Runs a command line. @returns the exit code */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = createProgram(terminal);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
    return report(error, new Printer(terminal, args.includes('--json')));
  }
}

function report(error: unknown, printer: Printer): number {
  if (error instanceof ProblemError) {
    reportProblem(error, printer);
    return error.exitCode;
  }
  if (error instanceof Failure) {
    if (printer.json) printer.note(JSON.stringify({ title: error.message, detail: error.advice.join(' ') }));
    else printer.error(error.message, error.advice);
    return error.exitCode;
  }
  printer.error('This is a fault of the program.', [
    error instanceof Error ? (error.stack ?? error.message) : String(error),
  ]);
  return exitCodes.failed;
}

/** For people: what, why and what to do; for programs the document itself. */
function reportProblem({ message, problem }: ProblemError, printer: Printer): void {
  if (printer.json) {
    printer.note(JSON.stringify(problem));
    return;
  }
  const name = problem.code === undefined ? `${problem.status}` : `${problem.status} ${problem.code}`;
  printer.error(`${message} (${name}).`, [
    ...[adviceOn(problem)].filter(Boolean),
    ...(problem.errors ?? []).map(({ field, detail }) => `${optionOf(field)}: ${detail}`),
    ...(problem.requestId ? [`Request id, for the logs: ${problem.requestId}`] : []),
  ]);
}
