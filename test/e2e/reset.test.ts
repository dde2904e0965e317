import { bearer, type EngineClient, emptyEngine, startMs } from '../support/engine-client.ts';
import { mailsTo, postLocal, runNotifier } from '../support/engine-mails.ts';
import { expectProblem } from '../support/engine-problems.ts';

let engine: EngineClient;

beforeAll(async () => {
  engine = await emptyEngine();
}, startMs);
afterAll(() => engine?.reset());

it('starts over: no account, no key, no mail, the real time, and mail is sent again', async () => {
  const person = await engine.newPerson();
  const { defaultKey } = await person.ensureAccount();
  const key = await person.createKey({ name: 'Old', expiresAt: await engine.after(86_400 * 8) });
  await engine.advance(86_400 * 9);
  await runNotifier(engine);
  expect(await mailsTo(engine, person.email)).not.toEqual([]);
  await postLocal(engine, 'refuse-mail', { code: 'Throttling' });

  await engine.reset();
  expect(Math.abs((await engine.now()).getTime() - Date.now())).toBeLessThan(5_000);
  expectProblem(await person.call('GET', '/api/v1/account'), 404, 'account_not_found');
  for (const { token } of [defaultKey, key])
    expectProblem(await engine.whoami(bearer(token)), 401, 'key_invalid');
  expect(await mailsTo(engine, person.email)).toEqual([]);

  const again = await person.ensureAccount();
  expect((await person.inventory()).map(({ name }) => name)).toEqual(['Default key']);
  expect((await engine.whoami(bearer(again.defaultKey.token))).status).toBe(200);
  await person.createKey({ name: 'New', expiresAt: await engine.after(86_400 * 8) });
  await engine.advance(86_400 * 9);
  await runNotifier(engine);
  expect(await mailsTo(engine, person.email)).not.toEqual([]);
});
