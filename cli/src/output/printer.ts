import { styleText } from 'node:util';
import type { Output, Terminal } from '../terminal.ts';
import { type Column, renderFacts, renderTable } from './table.ts';

type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green';

/**
 * Results on standard output, everything else on standard error. With --json each line of the output is one
 * object, in the shapes of the API: one line for one thing, a line an item for a list.
 */
export class Printer {
  readonly json: boolean;
  readonly #terminal: Terminal;

  constructor(terminal: Terminal, json: boolean) {
    this.#terminal = terminal;
    this.json = json;
  }

  /** One thing: its facts for people, itself for programs. */
  thing(value: object, facts: readonly (readonly [string, unknown])[]): void {
    if (this.json) this.object(value);
    else for (const line of renderFacts(facts)) this.line(line);
  }

  /** A list, whole. @param empty what to say when there is nothing */
  list<Row extends object>(rows: readonly Row[], columns: readonly Column<Row>[], empty: string): void {
    if (this.json) for (const row of rows) this.object(row);
    else if (rows.length === 0) this.note(empty);
    else this.#table(rows, columns);
  }

  #table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): void {
    const { stdout } = this.#terminal;
    const [heading = '', ...lines] = renderTable(rows, columns, stdout.isTTY ? stdout.columns : undefined);
    this.line(this.#styled(stdout, 'bold', heading));
    for (const line of lines) this.line(line);
  }

  object(value: object): void {
    this.line(JSON.stringify(value));
  }

  line(text: string): void {
    this.#terminal.stdout.write(`${text}\n`);
  }

  /** What a person should know besides the result. */
  note(text: string): void {
    this.#terminal.stderr.write(`${text}\n`);
  }

  warning(text: string): void {
    this.note(this.#styled(this.#terminal.stderr, 'yellow', text));
  }

  /** What was done, for people. A program sees it by the exit code. */
  done(text: string): void {
    if (!this.json) this.note(this.#styled(this.#terminal.stderr, 'green', text));
  }

  error(text: string, advice: readonly string[]): void {
    this.note(`${this.#styled(this.#terminal.stderr, 'red', 'latchkey:')} ${text}`);
    for (const line of advice) this.note(`  ${line}`);
  }

  #styled(output: Output, style: Style, text: string): string {
    // `hasColors` knows NO_COLOR, FORCE_COLOR and the kind of the terminal: styleText need not look again.
    return output.hasColors?.() ? styleText(style, text, { validateStream: false }) : text;
  }
}
