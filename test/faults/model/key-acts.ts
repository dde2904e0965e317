import fc from 'fast-check';
import type { KeyBody, KeyListBody, NewKeyBody } from '../../support/engine-holder.ts';
import {
  Act,
  dateOf,
  description,
  keep,
  label,
  names,
  pathOf,
  pick,
  picked,
  told,
  who,
  wish,
} from './act.ts';
import type { Edit, ModelAccount, Status } from './product-model.ts';
import { expectKey, expectOutcome } from './world.ts';

const shownOf = ({ secretKey: _, token: __, ...key }: NewKeyBody): KeyBody => key;

const create = fc.record({ who, name: label, description, wish, twice: fc.boolean() }).map(
  ({ who, name, description, wish, twice }) =>
    new Act(
      who,
      `creates “${name.slice(0, 9)}”${twice ? ' by two equal requests' : ''}, to expire: ${told(wish)}`,
      async (account, world) => {
        const [sent, expiresAt] = dateOf(wish, account, world.now);
        const body = { name, description, expiresAt: sent };
        const headers: Record<string, string> = twice ? { 'idempotency-key': crypto.randomUUID() } : {};
        const send = () => world.person(who).call<NewKeyBody>('POST', '/api/v1/keys', body, headers);
        const response = await send();
        if (!expectOutcome(response, account.mayCreate(expiresAt, world.now), 201)) return;
        // Also when the key that they made was the last that there is room for.
        const again = twice ? await send() : response;
        expect([again.status, again.body.token]).toEqual([201, response.body.token]);
        const key = keep(account, response.body, expiresAt, world.now);
        expect({ ...key, isDefault: false }).toMatchObject({ name, description, isDefault: key.isDefault });
        expectKey(account, key, shownOf(response.body), world.now);
        expect(response.headers.get('etag')).toBe('"1"');
      },
    ),
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
      const response = await world
        .person(who)
        .call<KeyBody>(
          'PATCH',
          pathOf(key),
          { ...texts, ...(sent !== undefined && { expiresAt: sent }) },
          header ? { 'if-match': header } : {},
        );
      if (!expectOutcome(response, account.edit(key, changes, ifVersion, world.now), 200) || !key) return;
      expectKey(account, key, response.body, world.now);
      expect(response.headers.get('etag')).toBe(`"${key.version}"`);
    });
  });

const expire = fc.record({ who, pick }).map(
  ({ who, pick }) =>
    new Act(who, `expires key ${pick}`, async (account, world) => {
      const key = picked(account, pick);
      const wasExpired = key !== undefined && account.statusOf(key, world.now) === 'expired';
      const begun = Math.floor(world.now);
      const response = await world.person(who).call<KeyBody>('POST', `${pathOf(key)}/expire`);
      if (!expectOutcome(response, account.expire(key, world.now), 200) || !key) return;
      // Which second it was is the engine's to say.
      const at = Date.parse(response.body.expiresAt ?? '') / 1000;
      if (!wasExpired) {
        expect(at).toBeGreaterThanOrEqual(begun - 1);
        // The model's clock lags behind by what its setting took.
        expect(at).toBeLessThanOrEqual(world.now + 1);
        key.expiresAt = at;
      }
      expectKey(account, key, response.body, world.now);
    }),
);

const remove = fc.record({ who, pick }).map(
  ({ who, pick }) =>
    new Act(who, `deletes key ${pick}`, async (account, world) => {
      const key = picked(account, pick);
      const response = await world.person(who).call('DELETE', pathOf(key));
      expectOutcome(response, account.delete(key), 204);
    }),
);

const show = fc.record({ who, pick }).map(
  ({ who, pick }) =>
    new Act(who, `looks at key ${pick}`, async (account, world) => {
      const key = picked(account, pick);
      const response = await world.person(who).call<KeyBody>('GET', pathOf(key));
      const outcome = !account.exists
        ? 'account_not_found'
        : !key || key.isDeleted
          ? 'key_not_found'
          : 'done';
      if (!expectOutcome(response, outcome, 200) || !key) return;
      expectKey(account, key, response.body, world.now);
      expect(response.headers.get('etag')).toBe(`"${key.version}"`);
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
          const response = await world.person(who).call<KeyListBody>('GET', path);
          if (!expectOutcome(response, account.exists ? 'done' : 'account_not_found', 200)) return;
          const page = wanted.slice(seen, seen + limit);
          expect(response.body.items.map((item) => item.accessKey)).toEqual(page.map((key) => key.accessKey));
          page.forEach((key, i) => {
            expectKey(account, key, response.body.items[i] as KeyBody, world.now);
          });
          seen += page.length;
          cursor = response.body.nextCursor;
          expect(cursor === null).toBe(seen === wanted.length);
        } while (cursor !== null);
      }),
  );

const meddle = fc
  .record({ who, other: who, pick, method: fc.constantFrom('GET', 'PATCH', 'DELETE', 'POST') })
  .filter(({ who, other }) => who !== other)
  .map(
    ({ who, other, pick, method }) =>
      new Act(who, `tries ${method} on key ${pick} of ${names[other]}`, async (account, world, model) => {
        const path = pathOf(picked(model.accounts[other] as ModelAccount, pick));
        const body = method === 'PATCH' ? { name: 'mine' } : undefined;
        const response = await world
          .person(who)
          .call(method, method === 'POST' ? `${path}/expire` : path, body);
        expectOutcome(response, account.exists ? 'key_not_found' : 'account_not_found', 404);
      }),
  );

/** What people do with keys; what makes keys stands in often enough for long lives. */
export const keyActs = [
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
  meddle,
];
