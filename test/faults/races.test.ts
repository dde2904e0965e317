import { Engine } from '../support/engine.ts';
import { bearer, startMs } from '../support/engine-client.ts';
import { type Holder, type KeyBody, type NewKeyBody, wanted, withoutUse } from '../support/engine-holder.ts';
import type { ApiResponse } from '../support/engine-http.ts';
import { sizedBy } from '../support/sizes.ts';

/** How often each race is run. */
const rounds = sizedBy('LATCHKEY_TEST_ROUNDS', { usual: 6, large: 24 });
/** An order of events that has not come by then does not come. */
const mostRounds = 10 * Math.max(rounds, 12);
const limit = 4;

jest.setTimeout(60_000 + rounds * 10_000);

let engine: Engine;
let holder: Holder;
beforeAll(async () => {
  // A low limit, to stand right below it in each round.
  engine = await Engine.start({
    rewrite: (template) =>
      template.replaceAll(/"MAX_KEYS_PER_ACCOUNT": "\d+"/g, `"MAX_KEYS_PER_ACCOUNT": "${limit}"`),
  });
  holder = await engine.newHolder();
}, startMs);
afterAll(() => engine?.stop());

const pathOf = (key: KeyBody) => `/api/v1/keys/${key.accessKey}`;
const tellsOf = (response: ApiResponse) =>
  `${response.status} ${(response.body as { code?: string })?.code ?? ''}`.trim();
const use = async (key: NewKeyBody) => tellsOf(await engine.whoami(bearer(key.token)));

/** Starts two things at once, in turns the one or the other first, so that each comes out ahead in some rounds. */
async function bothOf<A, B>(round: number, one: () => Promise<A>, other: () => Promise<B>): Promise<[A, B]> {
  if (round % 2 === 0) return Promise.all([one(), other()]);
  const [second, first] = await Promise.all([other(), one()]);
  return [first, second];
}

/**
 * Runs a race so often, each time with a key of its own that is gone afterwards.
 * @param isOver whether all was seen that makes it a race; until then it goes on
 */
async function race(
  run: (key: NewKeyBody, round: number) => Promise<void>,
  isOver = () => true,
): Promise<void> {
  for (let round = 0; round < rounds || (!isOver() && round < mostRounds); round += 1) {
    const key = await holder.createKey();
    await run(key, round);
    await holder.call('DELETE', pathOf(key));
  }
}

it('edit against delete: the deletion is final; each edit happens before it or gets a 404', async () => {
  const told = new Set<string>();
  const isRace = () => told.has('200') && told.has('404 key_not_found');
  await race(async (key, round) => {
    const edit = (body: object) => holder.call('PATCH', pathOf(key), body);
    const [deleted, edits] = await bothOf(
      round,
      () => holder.call('DELETE', pathOf(key)),
      () =>
        Promise.all([
          ...[{ name: 'a' }, { expiresAt: null }, { description: 'b' }].map(edit),
          holder.call('PATCH', pathOf(key), { name: 'c' }, { 'if-match': '"1"' }),
        ]),
    );
    expect(deleted.status).toBe(204);
    for (const response of edits) {
      expect(['200', '404 key_not_found', '412 key_changed']).toContain(tellsOf(response));
      told.add(tellsOf(response));
    }
    expect(tellsOf(await holder.call('GET', pathOf(key)))).toBe('404 key_not_found');
    expect((await holder.inventory()).map(({ accessKey }) => accessKey)).not.toContain(key.accessKey);
    expect(await use(key)).toBe('401 key_invalid');
  }, isRace);
  // Else it was no race.
  expect([isRace(), [...told]]).toEqual([true, [...told]]);
});

it('expire against restore: one follows the other; list, key and gateway agree on which came last', async () => {
  const ends = new Set<string>();
  await race(
    async (key, round) => {
      const restoredTo = `2090-01-01T00:00:${String(round % 60).padStart(2, '0')}Z`;
      const [expired, restored] = await bothOf(
        round,
        () => holder.call<KeyBody>('POST', `${pathOf(key)}/expire`),
        () => holder.call<KeyBody>('PATCH', pathOf(key), { expiresAt: restoredTo }),
      );
      const last = await holder.key(key.accessKey);
      expect([wanted(expired, 200).expiresAt, wanted(restored, 200).expiresAt]).toContain(last.expiresAt);
      expect(last.status).toBe(last.expiresAt === restoredTo ? 'active' : 'expired');
      expect(await holder.inventory()).toContainEqual(last);
      expect(await use(key)).toBe(last.status === 'active' ? '200' : '401 key_expired');
      ends.add(last.status);
    },
    () => ends.size === 2,
  );
  expect([...ends].sort()).toEqual(['active', 'expired']);
});

it('edits with the same ETag: exactly one succeeds, the others get a 412', () =>
  race(async (key) => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const responses = await Promise.all(
      names.map((name) => holder.call<KeyBody>('PATCH', pathOf(key), { name }, { 'if-match': '"1"' })),
    );
    const made = responses.filter(({ status }) => status === 200);
    expect(responses.map(tellsOf).sort()).toEqual(['200', ...Array<string>(4).fill('412 key_changed')]);
    expect([await holder.key(key.accessKey)]).toEqual(made.map(({ body }) => withoutUse(body)));
  }));

it("delete against authorize: no request that starts after the deletion's response is let in", () =>
  race(async (key) => {
    let isDeleted = false;
    const users = Array.from({ length: 4 }, async () => {
      for (let late = 0; late < 3; ) {
        const isLate = isDeleted;
        if (isLate) late += 1;
        expect(isLate ? ['401 key_invalid'] : ['200', '401 key_invalid']).toContain(await use(key));
      }
    });
    await use(key);
    wanted(await holder.call('DELETE', pathOf(key)), 204);
    isDeleted = true;
    await Promise.all(users);
  }));

it("expire against authorize: no request that starts after the expiry's response is let in", () =>
  race(async (key) => {
    let isExpired = false;
    const users = Array.from({ length: 4 }, async () => {
      for (let late = 0; late < 3; ) {
        const isLate = isExpired;
        if (isLate) late += 1;
        expect(isLate ? ['401 key_expired'] : ['200', '401 key_expired']).toContain(await use(key));
      }
    });
    await use(key);
    wanted(await holder.call('POST', `${pathOf(key)}/expire`), 200);
    isExpired = true;
    await Promise.all(users);
  }));

it('two creates at the limit: one succeeds, the other gets a 409, and the limit holds', async () => {
  const full = await engine.newHolder();
  for (let n = 1; n < limit - 1; n += 1) await full.createKey();
  for (let round = 0; round < rounds; round += 1) {
    const create = () => full.call<NewKeyBody>('POST', '/api/v1/keys', { name: `round ${round}` });
    const responses = await Promise.all([create(), create()]);
    expect(responses.map(tellsOf).sort()).toEqual(['201', '409 key_limit_reached']);
    const made = responses.find(({ status }) => status === 201)?.body as NewKeyBody;
    expect((await full.inventory()).filter(({ name }) => name === `round ${round}`)).toHaveLength(1);
    expect(await use(made)).toBe('200');
    wanted(await full.call('DELETE', pathOf(made)), 204);
  }
});

it('many PUT account calls at once: one account, one default key, one response with its secret', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const person = await engine.newPerson();
    const responses = await Promise.all(
      Array.from({ length: 10 }, () =>
        person.call<{ account: { accountId: string }; defaultKey?: NewKeyBody }>('PUT', '/api/v1/account'),
      ),
    );
    const [first, ...others] = responses.filter(({ status }) => status === 201);
    expect([first === undefined, others.length]).toEqual([false, 0]);
    expect(new Set(responses.map(({ body }) => body.account.accountId)).size).toBe(1);
    expect(responses.filter(({ body }) => body.defaultKey)).toHaveLength(1);
    const defaultKey = first?.body.defaultKey as NewKeyBody;
    expect((await person.inventory()).map(({ accessKey }) => accessKey)).toEqual([defaultKey.accessKey]);
    expect(await use(defaultKey)).toBe('200');
  }
});
