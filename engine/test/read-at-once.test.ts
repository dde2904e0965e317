import { join } from 'node:path';
import { readAtOnce, storeClass } from '../src/table/read-at-once.ts';
import { temporaryFolder } from './support/synthesize.ts';

const folder = temporaryFolder();

test('reads items on the thread that asks, and waits for a store that is still being opened', async () => {
  const Store = storeClass();
  const reads = jest.spyOn(Store.prototype, 'getSync');
  readAtOnce();
  const store = new Store(join(folder, 'store')) as InstanceType<typeof Store> & {
    put(key: string, value: string): Promise<void>;
    open(): Promise<void>;
    close(): Promise<void>;
  };
  expect(await store.get('absent')).toBeUndefined();
  await store.open();
  reads.mockClear();
  await store.put('key', 'value');
  expect(await store.get('key')).toBe('value');
  expect(await store.get('absent')).toBeUndefined();
  expect(reads).toHaveBeenCalledTimes(2);
  await store.close();
  // A fault is a rejection, as before.
  await expect(store.get('key')).rejects.toThrow();
});
