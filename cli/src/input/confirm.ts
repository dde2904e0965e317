import { exitCodes, Failure } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Asks before what can't be taken back, or stops somebody's calls.
 * @param options.answer what to type: y, or for the worst the id of what goes
 * @throws Failure without a yes
 */
export async function confirm(
  { stdin, stderr }: Terminal,
  question: string,
  { yes = false, answer = 'y' }: { yes?: boolean | undefined; answer?: string } = {},
): Promise<void> {
  if (yes) return;
  if (!stdin.isTTY) {
    throw new Failure(exitCodes.usage, 'This needs a yes, and nobody can be asked: there is no terminal.', [
      question,
      'Give --yes, if you mean it. Nothing was changed.',
    ]);
  }
  const prompt = answer === 'y' ? `${question} [y/N] ` : `${question}\nType ${answer} to go on: `;
  stderr.write(prompt);
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input: stdin });
  const given = await new Promise<string>((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(''));
  });
  lines.close();
  const isYes = answer === 'y' ? /^y(es)?$/i.test(given.trim()) : given.trim() === answer;
  if (!isYes) throw new Failure(exitCodes.failed, 'Not confirmed. Nothing was changed.');
}
