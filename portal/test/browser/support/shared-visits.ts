import { type EngineClient, sharedEngine, startMs } from '../../../../test/support/engine-client.ts';
import { closeBrowser, hangMs } from './visitor.ts';

/** Makes the tests of a file visits to the engine that the files of a worker share; `take` gets it before the first. */
export function visitSharedEngine(take: (engine: EngineClient) => void): void {
  jest.setTimeout(hangMs);
  beforeAll(async () => take(await sharedEngine()), startMs);
  afterAll(closeBrowser);
}
