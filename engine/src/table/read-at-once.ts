import { createRequire } from 'node:module';

/** A LevelDB, as far as single reads go. */
interface Store {
  readonly status: string;
  get(key: string, options?: object): Promise<unknown>;
  getSync(key: string, options?: object): unknown;
}

/** The class of dynalite's stores on disk; found through dynalite, so that it is the very one that dynalite uses. */
export function storeClass(): { prototype: Store; new (path: string): Store } {
  const dynalite = createRequire(import.meta.url).resolve('dynalite');
  return createRequire(dynalite)('level').Level;
}

/**
 * Lets dynalite's stores on disk read an item on the thread that asks for it, which is the table's own. By themselves they hand each
 * read to a pool of threads, and under load the switching between threads costs more than the reading.
 */
export function readAtOnce({ prototype } = storeClass()): void {
  const { get } = prototype;
  prototype.get = async function (this: Store, key, options) {
    // A store that is still being opened can only be waited for.
    return this.status === 'open' ? this.getSync(key, options) : get.call(this, key, options);
  };
}
