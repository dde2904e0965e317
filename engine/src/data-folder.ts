import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Another engine uses the same data. */
export class DataFolderInUseError extends Error {}

/** The data that outlives an engine. One engine uses it at a time. */
export class DataFolder {
  readonly #path: string | undefined;

  private constructor(path: string | undefined) {
    this.#path = path;
  }

  /**
   * @param setting a folder, or `memory` to keep nothing
   * @throws DataFolderInUseError
   */
  static open(setting: string): DataFolder {
    if (setting === 'memory') return new DataFolder(undefined);
    const path = resolve(setting);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    takeLock(join(path, lockFile), path);
    return new DataFolder(path);
  }

  /** @returns undefined if nothing is kept */
  file(name: string): string | undefined {
    return this.#path === undefined ? undefined : join(this.#path, name);
  }

  /** Releases the folder for the next engine. */
  close(): void {
    if (this.#path !== undefined) rmSync(join(this.#path, lockFile), { force: true });
  }
}

const lockFile = 'engine.pid';

function takeLock(file: string, folder: string): void {
  try {
    const handle = openSync(file, 'wx', 0o600);
    writeSync(handle, String(process.pid));
    closeSync(handle);
  } catch (error) {
    if (!isExisting(error)) throw error;
    const pid = Number(readFileSync(file, 'utf8'));
    if (isEngine(pid)) {
      throw new DataFolderInUseError(
        `another engine (process ${pid}) is using ${folder}. Stop it, or choose another folder: LATCHKEY_DATA=other npm start`,
      );
    }
    // Its engine was killed.
    rmSync(file, { force: true });
    takeLock(file, folder);
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

// The process ID may have been reused, so its command line decides where the system has /proc.
function isEngine(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes('engine/src/main.ts');
}
