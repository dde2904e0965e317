import { createWriteStream, openSync, renameSync, statSync, type WriteStream } from 'node:fs';
import type { Readable } from 'node:stream';

/** A larger log file is renamed when the engine starts. */
const maxLogBytes = 10_000_000;

/**
 * Collects the functions' output, one line each: time, function, text. The engine adds messages of its own,
 * but never an event, a header or a body.
 */
export class FunctionLog {
  readonly #target: WriteStream | NodeJS.WriteStream | undefined;

  /** @param target a file, `-` for standard error, or undefined to drop the output */
  constructor(target: string | undefined) {
    if (target === undefined) this.#target = undefined;
    else this.#target = target === '-' ? process.stderr : openLog(target);
  }

  write(source: string, line: string): void {
    this.#target?.write(`${new Date().toISOString()} ${source} ${line}\n`);
  }

  capture(source: string, stream: Readable): void {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.write(source, line);
    });
    stream.on('end', () => {
      if (rest !== '') this.write(source, rest);
    });
  }

  close(): void {
    if (this.#target !== process.stderr) this.#target?.end();
  }
}

function openLog(file: string): WriteStream {
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > maxLogBytes) renameSync(file, `${file}.1`);
  // Opened now, so that a file that can't be written stops the start with an error that names it.
  return createWriteStream(file, { fd: openSync(file, 'a', 0o600) });
}
