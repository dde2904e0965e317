import type { Output } from '../terminal.ts';

const steps = 10;

/**
 * How far long work is, on standard error: one line that is written over on a terminal. Elsewhere, such as in the log of a
 * pipeline, every tenth step has a line.
 */
export class Progress {
  readonly #output: Output;
  #shown = 0;
  #width = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  show(text: string): void {
    if (this.#output.isTTY) {
      this.#output.write(`\r${text.padEnd(this.#width)}`);
      this.#width = text.length;
    } else if (this.#shown++ % steps === 0) this.#output.write(`${text}\n`);
  }

  /** Before anything else is written. */
  end(): void {
    if (this.#output.isTTY && this.#width > 0) this.#output.write(`\r${' '.repeat(this.#width)}\r`);
    this.#width = 0;
  }
}
