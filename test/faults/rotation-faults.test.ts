import type { NewKeyBody } from '../support/engine-holder.ts';
import { type Fate, FaultProxy } from '../support/fault-proxy.ts';
import { sized } from '../support/sizes.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';
import { DeployedFunctions } from './deployed-functions.ts';

jest.setTimeout(120_000);

const rotate = 'POST /api/v1/keys/{accessKey}/rotations';
const finish = `${rotate}/current/finish`;
const cancel = 'DELETE /api/v1/keys/{accessKey}/rotations/current';
const once = { headers: { 'idempotency-key': 'sent twice, rotated once' } };

let table: TestTable;
let proxy: FaultProxy;
let functions: DeployedFunctions;

beforeAll(async () => {
  table = await openTestTable();
  proxy = await FaultProxy.open(table.endpoint);
});
beforeEach(async () => {
  // The SDK stops retrying after an outage for a while; these are calls of a process that has seen none.
  functions = await DeployedFunctions.load(table, proxy.endpoint);
  await functions.manage('owner', 'PUT /api/v1/account');
});
afterAll(async () => {
  await proxy.close();
  await table.close();
});

it.each(
  sized<Fate[]>({
    usual: ['reset-after', 'error-500'],
    large: ['reset-after', 'half-response-after', 'cut-short-after', 'empty-after', 'error-500', 400],
  }),
)(
  'a key is rotated once, and by itself once, whichever write fails with %s and whichever response is lost',
  async (fate) => {
    let writes = 0;
    for (let hit = 1; writes >= hit - 1; hit += 1) {
      const body = { name: 'rotated', selfRotation: true };
      const key: NewKeyBody = (await functions.manage('owner', 'POST /api/v1/keys', { body })).body;
      const { accessKey } = key;
      const send = (route: string, options = {}) =>
        functions.manage('owner', route, { accessKey, ...options });
      writes = 0;
      proxy.replan((_, operation) => {
        if (!/^(Put|Update|Delete)Item$/.test(operation)) return null;
        writes += 1;
        return writes === hit ? fate : null;
      });
      // Each call comes twice, as if its first response had been lost on the way to the caller.
      const calls = [];
      for (const call of [
        () => send(rotate, once),
        () => send(finish),
        () => functions.rotateItself(accessKey, 2, once.headers),
        () => send(cancel),
      ])
        calls.push(await call(), await call());
      proxy.replan(() => null);
      const statuses = calls.map(({ status }) => status).join(' ');
      expect([hit, statuses]).toEqual([hit, '201 201 200 409 201 201 204 409']);
      const [first, again, , , own, ownAgain] = calls.map((response) => response.body?.token);
      expect([hit, again, ownAgain]).toEqual([hit, first, own]);
      const verdicts = [key.token, first, own].map((token) => functions.authorize(String(token)));
      expect([hit, ...(await Promise.all(verdicts))]).toEqual([hit, 'key_invalid', 'in', 'secret_rotated']);
      await functions.manage('owner', 'DELETE /api/v1/keys/{accessKey}', { accessKey });
    }
    // Twice the notifier's look and the key, what the key told of the first rotation, and the two that end one; for each
    // of the four changes the trail's count, line, line of the key and outcome.
    expect(writes).toBe(7 + 4 * 4);
  },
);
