import fc from 'fast-check';
import { instant } from '../../support/engine-client.ts';
import type { AccountBody, KeyBody, NewKeyBody } from '../../support/engine-holder.ts';
import { runNotifier } from '../../support/engine-mails.ts';
import { Act, keep, pathOf, who } from './act.ts';
import { type ModelAccount, type ModelKey, type Zone, zoneHours } from './product-model.ts';
import { expectOutcome, type Model, type NoticeBody, type World } from './world.ts';

/** Signs somebody up, who may have been before. */
export async function ensureAccount(n: number, account: ModelAccount, world: World): Promise<void> {
  const response = await world
    .person(n)
    .call<{ account: AccountBody; defaultKey?: NewKeyBody }>('PUT', '/api/v1/account');
  expect(response.status).toBe(account.exists ? 200 : 201);
  expect(response.body.account).toMatchObject({ email: world.person(n).email, timeZone: account.zone });
  expect(response.body.defaultKey === undefined).toBe(account.exists);
  account.exists = true;
  if (!response.body.defaultKey) return;
  const key = keep(account, response.body.defaultKey, null, world.now);
  expect(key.isDefault).toBe(true);
}

const signUp = who.map(
  (n) => new Act(n, 'makes sure of an account', (account, world) => ensureAccount(n, account, world)),
);

const banner = who.map(
  (n) =>
    new Act(n, 'looks at the banner', async (account, world) => {
      const response = await world
        .person(n)
        .call<{ expired: KeyBody[]; expiring: KeyBody[] }>('GET', '/api/v1/notices');
      if (!expectOutcome(response, account.exists ? 'done' : 'account_not_found', 200)) return;
      const { expired, expiring } = account.banner(world.now);
      // Keys that expire in the same second may come in either order: they are compared as sets.
      const idsOf = (keys: { accessKey: string }[]) => keys.map((key) => key.accessKey).sort();
      expect(idsOf(response.body.expired)).toEqual(idsOf(expired));
      expect(idsOf(response.body.expiring)).toEqual(idsOf(expiring));
      const dates = (keys: KeyBody[]) => keys.map((key) => key.expiresAt);
      const datesOf = (keys: ModelKey[]) =>
        keys.map((key) => instant(new Date(Number(key.expiresAt) * 1000)));
      expect([dates(response.body.expired), dates(response.body.expiring)]).toEqual([
        datesOf(expired),
        datesOf(expiring),
      ]);
    }),
);

const move = fc.record({ who, zone: fc.constantFrom(...(Object.keys(zoneHours) as Zone[])) }).map(
  ({ who, zone }) =>
    new Act(who, `moves to ${zone}`, async (account, world) => {
      const response = await world
        .person(who)
        .call<AccountBody>('PATCH', '/api/v1/account', { timeZone: zone });
      if (!expectOutcome(response, account.exists ? 'done' : 'account_not_found', 200)) return;
      account.zone = zone;
      expect(response.body.timeZone).toBe(zone);
    }),
);

const heed = fc
  .record({ who, days: fc.uniqueArray(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 3 }) })
  .map(
    ({ who, days }) =>
      new Act(who, `wants notices ${days.join(', ')} days before`, async (account, world) => {
        const { now } = world;
        const response = await world
          .person(who)
          .call<AccountBody>('PATCH', '/api/v1/account', { noticeLeadDays: days });
        if (expectOutcome(response, account.exists ? 'done' : 'account_not_found', 200))
          account.changeLeadDays(days, now);
      }),
  );

/** Runs the notifier, and holds what is new in everybody's log against the model. */
export async function notifyAll(world: World, model: Model): Promise<void> {
  await runNotifier(world.engine);
  for (const [each, account] of model.accounts.entries()) {
    const response = await world
      .person(each)
      .call<{ items: NoticeBody[] }>('GET', '/api/v1/notices/log?limit=100');
    if (!expectOutcome(response, account.exists ? 'done' : 'account_not_found', 200)) continue;
    const isExpiry = ({ kind }: NoticeBody) => kind === 'expiring' || kind === 'expired';
    const unseen = world.unseen(each, response.body.items);
    const fresh = unseen.filter(isExpiry);
    // When a rotation, a leak or an access is told has rules of its own; but such a mail takes what else is owed along.
    const others = unseen.filter((notice) => !isExpiry(notice)).map(({ kind }) => kind);
    const told = account.notify(world.now, others);
    const lineOf = (accessKey: string, kind: string, leadDays: number | null, name: string) =>
      `${accessKey} ${kind} ${leadDays} ${name}`;
    expect(
      fresh.map(({ accessKey, kind, leadDays, name }) => lineOf(accessKey, kind, leadDays, name)).sort(),
    ).toEqual(told.map(({ key, kind, leadDays }) => lineOf(key.accessKey, kind, leadDays, key.name)).sort());
  }
}

const notify = who.map(
  (n) =>
    new Act(n, 'looks at the log after a run of the notifier', (_, world, model) => notifyAll(world, model)),
);

/** Seconds. No multiple of it is a whole number of hours, on which a further mail may go: it is clear on which side a run is. */
const apart = 660;

/** More mails than may go at once. */
const flurry = who.map(
  (n) =>
    new Act(
      n,
      'lets keys expire eleven minutes apart, instead of expired ones',
      async (account, world, model) => {
        for (const key of account.inventory.filter(
          (each) => account.statusOf(each, world.now) === 'expired',
        )) {
          const response = await world.person(n).call('DELETE', pathOf(key));
          expectOutcome(response, account.delete(key), 204);
        }
        const begun = Math.floor(world.now);
        for (let count = 1; account.mayCreate(null, world.now) === 'done'; count++) {
          const expiresAt = begun + count * apart;
          const body = { name: `Eleven ${count}`, expiresAt: instant(new Date(expiresAt * 1000)) };
          const made = await world.person(n).call<NewKeyBody>('POST', '/api/v1/keys', body);
          if (expectOutcome(made, account.mayCreate(expiresAt, world.now), 201)) {
            keep(account, made.body, expiresAt, world.now);
          }
        }
        for (let count = 0; count < 6; count++) {
          await world.wait(apart);
          await notifyAll(world, model);
        }
      },
    ),
);

/** What people do with accounts and notices. */
export const accountActs = [signUp, signUp, banner, move, heed, heed, notify, notify, notify, notify, flurry];
