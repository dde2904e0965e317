import fc from 'fast-check';
import { apiKey, basic, bearer, instant, type WhoAmI } from '../../support/engine.ts';
import type { AccountBody, KeyBody, KeyListBody, NewKeyBody } from '../../support/engine-holder.ts';
import { expectProblem } from '../../support/engine-problems.ts';
import {
  type Edit,
  type ModelAccount,
  type ModelKey,
  type Status,
  type Zone,
  zoneHours,
} from './product-model.ts';
import { expectKey, expectOutcome, type Model, type World } from './world.ts';

export const names = ['Ann', 'Bob', 'Cy'] as const;
const day = 86_400;

/** A step of somebody's: what it does, and how a story tells it. */
type Step = (account: ModelAccount, world: World, model: Model) => Promise<void>;

class Act implements fc.AsyncCommand<Model, World> {
  readonly who: number;
  readonly story: string;
  readonly #step: Step;

  constructor(who: number, story: string, step: Step) {
    this.who = who;
    this.story = story;
    this.#step = step;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, world: World): Promise<void> {
    (world.constructor as typeof World).steps += 1;
    await this.#step(model.accounts[this.who] as ModelAccount, world, model);
  }

  toString(): string {
    return `\n  ${names[this.who]} ${this.story}`;
  }
}

/** An expiration date as somebody might ask for it. */
type Wish = { in: number } | { day: number } | 'never' | 'past' | 'same';

const who = fc.nat(names.length - 1);
/** Which of the keys that ever were, the newest first. */
const pick = fc.oneof({ weight: 4, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(20) });
const label = fc.constantFrom('Server', 'Schlüssel', '密钥', 'a', 'x'.repeat(80), '🔑');
const description = fc.constantFrom('plans', 'two\nlines', null);
const wish: fc.Arbitrary<Wish> = fc.oneof(
  fc.record({ in: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ day: fc.integer({ min: 0, max: 60 }) }),
  fc.constantFrom('never' as const, 'past' as const, 'same' as const),
);

/** One of a person's keys; undefined when there never was one. */
const picked = (account: ModelAccount, n: number): ModelKey | undefined =>
  account.keys.length === 0 ? undefined : account.keys.at(-1 - (n % account.keys.length));

const pathOf = (key: ModelKey | undefined) => `/api/v1/keys/${key?.accessKey ?? '0'.repeat(24)}`;

/** A date as it is sent, and the second that it means. */
function dateOf(
  wanted: Wish,
  account: ModelAccount,
  now: number,
  key?: ModelKey,
): [string | null, number | null] {
  const at = (seconds: number): [string, number] => [instant(new Date(seconds * 1000)), seconds];
  if (wanted === 'never') return [null, null];
  if (wanted === 'past') return at(Math.floor(now) - 7 * day - 1);
  if (wanted === 'same') return key?.expiresAt == null ? [null, null] : at(key.expiresAt);
  if ('in' in wanted) return at(Math.floor(now) + wanted.in * day);
  const date = account.dayAfter(wanted.day, now);
  return [date, account.endOf(date)];
}

const told = (wanted: Wish) =>
  typeof wanted === 'string'
    ? wanted
    : 'in' in wanted
      ? `in ${wanted.in} days`
      : `the end of day +${wanted.day}`;

function keep(account: ModelAccount, made: NewKeyBody, expiresAt: number | null): ModelKey {
  const { accessKey, secretKey, token, name, description, default: isDefault } = made;
  const key = {
    accessKey,
    secretKey,
    token,
    name,
    description,
    expiresAt,
    isDefault,
    isDeleted: false,
    version: 1,
  };
  account.keys.push(key);
  return key;
}

const shownOf = ({ secretKey: _, token: __, ...key }: NewKeyBody): KeyBody => key;

const signUp = who.map(
  (n) =>
    new Act(n, 'makes sure of an account', async (account, world) => {
      const answer = await world
        .person(n)
        .call<{ account: AccountBody; defaultKey?: NewKeyBody }>('PUT', '/api/v1/account');
      expect(answer.status).toBe(account.exists ? 200 : 201);
      expect(answer.body.account).toMatchObject({ email: world.person(n).email, timeZone: account.zone });
      expect(answer.body.defaultKey === undefined).toBe(account.exists);
      account.exists = true;
      if (!answer.body.defaultKey) return;
      const key = keep(account, answer.body.defaultKey, null);
      expect(key.isDefault).toBe(true);
    }),
);

const create = fc.record({ who, name: label, description, wish }).map(
  ({ who, name, description, wish }) =>
    new Act(who, `creates “${name.slice(0, 9)}”, to expire: ${told(wish)}`, async (account, world) => {
      const [sent, expiresAt] = dateOf(wish, account, world.now);
      const body = { name, description, expiresAt: sent };
      const answer = await world.person(who).call<NewKeyBody>('POST', '/api/v1/keys', body);
      if (!expectOutcome(answer, account.mayCreate(expiresAt, world.now), 201)) return;
      const key = keep(account, answer.body, expiresAt);
      expect({ ...key, isDefault: false }).toMatchObject({ name, description, isDefault: key.isDefault });
      expectKey(account, key, shownOf(answer.body), world.now);
      expect(answer.headers.get('etag')).toBe('"1"');
    }),
);

const edit = fc
  .record({
    who,
    pick,
    changes: fc.record({ name: label, description, wish }, { requiredKeys: [] }),
    match: fc.constantFrom('none', 'none', 'current', 'stale', '*'),
  })
  .filter(({ changes }) => Object.keys(changes).length > 0)
  .map(({ who, pick, changes: { wish, ...texts }, match }) => {
    const story = `edits key ${pick}: ${Object.keys(texts).join(', ')}${wish ? ` to expire: ${told(wish)}` : ''}, If-Match ${match}`;
    return new Act(who, story, async (account, world) => {
      const key = picked(account, pick);
      const [sent, expiresAt] = wish === undefined ? [] : dateOf(wish, account, world.now, key);
      const changes: Edit = { ...texts, ...(expiresAt !== undefined && { expiresAt }) };
      const version = (key?.version ?? 1) + (match === 'stale' ? 1 : 0);
      const ifVersion = match === 'current' || match === 'stale' ? version : null;
      const header = ifVersion !== null ? `"${ifVersion}"` : match === '*' ? '*' : undefined;
      const answer = await world
        .person(who)
        .call<KeyBody>(
          'PATCH',
          pathOf(key),
          { ...texts, ...(sent !== undefined && { expiresAt: sent }) },
          header ? { 'if-match': header } : {},
        );
      if (!expectOutcome(answer, account.edit(key, changes, ifVersion, world.now), 200) || !key) return;
      expectKey(account, key, answer.body, world.now);
      expect(answer.headers.get('etag')).toBe(`"${key.version}"`);
    });
  });

const expire = fc.record({ who, pick }).map(
  ({ who, pick }) =>
    new Act(who, `expires key ${pick}`, async (account, world) => {
      const key = picked(account, pick);
      const wasExpired = key !== undefined && account.statusOf(key, world.now) === 'expired';
      const begun = Math.floor(world.now);
      const answer = await world.person(who).call<KeyBody>('POST', `${pathOf(key)}/expire`);
      if (!expectOutcome(answer, account.expire(key, world.now), 200) || !key) return;
      // Which second it was is the engine's to say.
      const at = Date.parse(answer.body.expiresAt ?? '') / 1000;
      if (!wasExpired) {
        expect(at).toBeGreaterThanOrEqual(begun - 1);
        expect(at).toBeLessThanOrEqual(world.now);
        key.expiresAt = at;
      }
      expectKey(account, key, answer.body, world.now);
    }),
);

const remove = fc.record({ who, pick }).map(
  ({ who, pick }) =>
    new Act(who, `deletes key ${pick}`, async (account, world) => {
      const key = picked(account, pick);
      const answer = await world.person(who).call('DELETE', pathOf(key));
      expectOutcome(answer, account.delete(key), 204);
    }),
);

const show = fc.record({ who, pick }).map(
  ({ who, pick }) =>
    new Act(who, `looks at key ${pick}`, async (account, world) => {
      const key = picked(account, pick);
      const answer = await world.person(who).call<KeyBody>('GET', pathOf(key));
      const outcome = !account.exists
        ? 'account_not_found'
        : !key || key.isDeleted
          ? 'key_not_found'
          : 'done';
      if (!expectOutcome(answer, outcome, 200) || !key) return;
      expectKey(account, key, answer.body, world.now);
      expect(answer.headers.get('etag')).toBe(`"${key.version}"`);
    }),
);

const list = fc
  .record({
    who,
    status: fc.constantFrom<(Status | null)[]>(null, null, 'active', 'expiring', 'expired'),
    limit: fc.integer({ min: 1, max: 8 }),
  })
  .map(
    ({ who, status, limit }) =>
      new Act(who, `lists ${status ?? 'all'} keys by ${limit}`, async (account, world) => {
        const wanted = account.inventory.filter(
          (key) => status === null || account.statusOf(key, world.now) === status,
        );
        const query = `limit=${limit}${status ? `&status=${status}` : ''}`;
        let cursor: string | null = null;
        let seen = 0;
        do {
          const path: string = `/api/v1/keys?${query}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
          const answer = await world.person(who).call<KeyListBody>('GET', path);
          if (!expectOutcome(answer, account.exists ? 'done' : 'account_not_found', 200)) return;
          const page = wanted.slice(seen, seen + limit);
          expect(answer.body.items.map((item) => item.accessKey)).toEqual(page.map((key) => key.accessKey));
          page.forEach((key, i) => {
            expectKey(account, key, answer.body.items[i] as KeyBody, world.now);
          });
          seen += page.length;
          cursor = answer.body.nextCursor;
          expect(cursor === null).toBe(seen === wanted.length);
        } while (cursor !== null);
      }),
  );

const banner = who.map(
  (n) =>
    new Act(n, 'looks at the banner', async (account, world) => {
      const answer = await world
        .person(n)
        .call<{ expired: KeyBody[]; expiring: KeyBody[] }>('GET', '/api/v1/notices');
      if (!expectOutcome(answer, account.exists ? 'done' : 'account_not_found', 200)) return;
      const { expired, expiring } = account.banner(world.now);
      // Keys that expire in the same second may come in either order: they are compared as sets.
      const idsOf = (keys: { accessKey: string }[]) => keys.map((key) => key.accessKey).sort();
      expect(idsOf(answer.body.expired)).toEqual(idsOf(expired));
      expect(idsOf(answer.body.expiring)).toEqual(idsOf(expiring));
      const dates = (keys: KeyBody[]) => keys.map((key) => key.expiresAt);
      const datesOf = (keys: ModelKey[]) =>
        keys.map((key) => instant(new Date(Number(key.expiresAt) * 1000)));
      expect([dates(answer.body.expired), dates(answer.body.expiring)]).toEqual([
        datesOf(expired),
        datesOf(expiring),
      ]);
    }),
);

const call = fc
  .record({
    who,
    pick,
    form: fc.constantFrom('bearer', 'x-api-key', 'basic'),
    hasSecret: fc.constantFrom(true, true, true, false),
  })
  .map(
    ({ who, pick, form, hasSecret }) =>
      new Act(
        who,
        `calls the API by key ${pick} (${form})${hasSecret ? '' : ' with a wrong secret'}`,
        async (account, world) => {
          const key = picked(account, pick);
          if (!key) return;
          const wrong = basic(key.accessKey, key.secretKey.split('').reverse().join(''));
          const right = {
            bearer: bearer(key.token),
            'x-api-key': apiKey(key.token),
            basic: basic(key.accessKey, key.secretKey),
          };
          const answer = await world.engine.whoami(hasSecret ? right[form as keyof typeof right] : wrong);
          const verdict = account.authorize(key, hasSecret, world.now);
          if (verdict !== 'in') {
            expectProblem(answer, 401, verdict);
            return;
          }
          expect(answer.status).toBe(200);
          const { accessKey, name, expiresAt } = key;
          const told = answer.body as WhoAmI;
          const date = expiresAt === null ? null : instant(new Date(expiresAt * 1000));
          expect(told).toMatchObject({
            accessKey,
            name,
            expiresAt: date,
            status: account.statusOf(key, world.now),
          });
          expect(
            Math.abs((told.secondsLeft ?? 0) - (expiresAt === null ? 0 : expiresAt - world.now)),
          ).toBeLessThan(5);
        },
      ),
  );

const meddle = fc
  .record({ who, other: who, pick, method: fc.constantFrom('GET', 'PATCH', 'DELETE', 'POST') })
  .filter(({ who, other }) => who !== other)
  .map(
    ({ who, other, pick, method }) =>
      new Act(who, `tries ${method} on key ${pick} of ${names[other]}`, async (account, world, model) => {
        const path = pathOf(picked(model.accounts[other] as ModelAccount, pick));
        const body = method === 'PATCH' ? { name: 'mine' } : undefined;
        const answer = await world
          .person(who)
          .call(method, method === 'POST' ? `${path}/expire` : path, body);
        expectOutcome(answer, account.exists ? 'key_not_found' : 'account_not_found', 404);
      }),
  );

const move = fc.record({ who, zone: fc.constantFrom(...(Object.keys(zoneHours) as Zone[])) }).map(
  ({ who, zone }) =>
    new Act(who, `moves to ${zone}`, async (account, world) => {
      const answer = await world
        .person(who)
        .call<AccountBody>('PATCH', '/api/v1/account', { timeZone: zone });
      if (!expectOutcome(answer, account.exists ? 'done' : 'account_not_found', 200)) return;
      account.zone = zone;
      expect(answer.body.timeZone).toBe(zone);
    }),
);

const wait = fc
  .record({ who, days: fc.integer({ min: 1, max: 35 }) })
  .map(({ who, days }) => new Act(who, `waits ${days} days`, (_, world) => world.wait(days * day)));

/** All that people do; what makes keys and what uses them stand in often enough to lead long lives. */
export const acts: fc.Arbitrary<fc.AsyncCommand<Model, World>>[] = [
  ...[
    signUp,
    signUp,
    create,
    create,
    create,
    edit,
    edit,
    edit,
    expire,
    expire,
    remove,
    show,
    list,
    list,
    banner,
  ],
  ...[call, call, call, meddle, move, wait, wait],
];
