import fc from 'fast-check';
import { bearer, instant } from '../../support/engine-client.ts';
import type { KeyBody, NewKeyBody, NewRotationBody } from '../../support/engine-holder.ts';
import type { ApiResponse } from '../../support/engine-http.ts';
import { expectProblem } from '../../support/engine-problems.ts';
import { ensureAccount } from './account-acts.ts';
import { Act, dateOf, day, keep, label, pathOf, pick, picked, told, who, wish } from './act.ts';
import type { Edit, ModelAccount, ModelKey, Outcome } from './product-model.ts';
import { expectKey, expectOutcome, type Model, type World } from './world.ts';

type Call = 'read' | 'create' | 'edit' | 'expire' | 'rotate' | 'delete';

const managedCall = fc.record({
  call: fc.constantFrom<Call[]>('read', 'create', 'edit', 'edit', 'expire', 'rotate', 'rotate', 'delete'),
  pick,
  name: label,
  wish,
  isDated: fc.boolean(),
});
type Managed = typeof managedCall extends fc.Arbitrary<infer Each> ? Each : never;

/** A program manages keys by one that has just been given this access, and a new date if it had expired. */
const manage = fc
  .record({
    who,
    by: pick,
    access: fc.constantFrom('write', 'write', 'write', 'write', 'read', 'none'),
    keeps: fc.boolean(),
    calls: fc.array(managedCall, { minLength: 2, maxLength: 6 }),
  })
  .map(({ who, by, access, keeps, calls }) => {
    const story = `has key ${by}, with access ${access}${keeps ? ' from now on' : ''}, manage keys: ${calls.map(tell).join(', ')}`;
    return new Act(who, story, async (account, world, model) => {
      if (!account.exists) await ensureAccount(who, account, world);
      const { inventory } = account;
      // One that is let in, if there is any.
      const fit = inventory.filter((key) => account.authorize(key, key.secrets.length, world.now) === 'in');
      const from = fit.length > 0 ? fit : inventory;
      const manager = from[by % (from.length || 1)];
      if (!manager) return;
      const grant = async (edit: Edit) => {
        const dated = edit.expiresAt && { expiresAt: instant(new Date(edit.expiresAt * 1000)) };
        const granted = await world
          .person(who)
          .call<KeyBody>('PATCH', pathOf(manager), { ...edit, ...dated });
        expectOutcome(granted, account.edit(manager, edit, null, world.now), 200);
        expectKey(account, manager, granted.body, world.now);
      };
      const isOver = account.statusOf(manager, world.now) === 'expired' && manager.leakedAt === null;
      await grant({ access, ...(isOver && { expiresAt: Math.floor(world.now) + 20 * day }) });
      for (const each of calls) await callBy(manager, each, account, world, model);
      if (!keeps) await grant({ access: 'none' });
    });
  });

export const managerActs = [manage, manage, manage];

async function callBy(
  manager: ModelKey,
  { call, pick, name, wish, isDated }: Managed,
  account: ModelAccount,
  world: World,
  model: Model,
): Promise<void> {
  const others = account.inventory.filter((each) => each !== manager);
  const isOther = pick < 4 && others.length > 0;
  const one = isOther ? others[pick % others.length] : picked(account, pick);
  const key = call === 'create' ? undefined : one;
  const at = world.now;
  const ask = <Body = KeyBody>(method: string, rest = '', body?: object): Promise<ApiResponse<Body>> =>
    world.engine.gateway({
      method,
      path: `/latchkey/v1/keys${call === 'create' ? '' : pathOf(key).replace('/api/v1/keys', '')}${rest}`,
      headers: {
        ...bearer(manager.secrets.at(-1)?.token ?? ''),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  const secretNo = manager.secrets.length;
  /** Whether the key that asks is let in, which is a use of it, and the call is then done. */
  const isDone = (response: ApiResponse, act: (now: number) => Outcome, status: number): boolean => {
    const verdict = account.authorize(manager, secretNo, world.now);
    if (verdict !== 'key_invalid')
      model.log.add({ account, key: manager, secretNo, wasRefused: verdict !== 'in', isWhoami: false, at });
    if (verdict === 'in') return expectOutcome(response, act(world.now), status);
    expectProblem(response, 401, verdict);
    return false;
  };
  const mayThen = (act: (now: number) => Outcome) => (now: number) => {
    const may = mayManage(manager, call, key, account, now);
    return may === 'done' ? act(now) : may;
  };

  switch (call) {
    case 'read': {
      const response = await ask('GET');
      if (
        isDone(
          response,
          mayThen(() => 'done'),
          200,
        ) &&
        key
      )
        expectKey(account, key, response.body, world.now);
      return;
    }
    case 'create': {
      const [sent, expiresAt] = dateOf(wish, account, world.now);
      const response = await ask<NewKeyBody>('POST', '', { name, description: null, expiresAt: sent });
      const may = mayThen((now) => {
        const isLater = (expiresAt === null || expiresAt > now) && outlives(expiresAt, manager);
        return isLater ? 'outlives_its_maker' : account.mayCreate(expiresAt, now);
      });
      if (!isDone(response, may, 201)) return;
      const { secretKey: _, token: __, ...shown } = response.body;
      const made = Object.assign(keep(account, response.body, expiresAt, world.now), {
        createdBy: manager.accessKey,
      });
      expectKey(account, made, shown, world.now);
      return;
    }
    case 'edit': {
      const [sent, expiresAt] = isDated ? dateOf(wish, account, world.now, key) : [];
      const dated = sent === undefined ? {} : { expiresAt: sent };
      const response = await ask('PATCH', '', { name, ...dated });
      const may = mayThen((now) => {
        const isNew = expiresAt !== undefined && expiresAt !== key?.expiresAt;
        if (isNew && (expiresAt === null || expiresAt > now) && outlives(expiresAt, manager))
          return 'outlives_its_maker';
        return account.edit(key, { name, ...(expiresAt !== undefined && { expiresAt }) }, null, now);
      });
      if (isDone(response, may, 200) && key) expectKey(account, key, response.body, world.now);
      return;
    }
    case 'expire': {
      const response = await ask('POST', '/expire');
      const wasExpired = key !== undefined && account.statusOf(key, world.now) === 'expired';
      if (
        !isDone(
          response,
          mayThen((now) => account.expire(key, now)),
          200,
        ) ||
        !key
      )
        return;
      // Which second it was is the engine's to say.
      const expiredAt = Date.parse(response.body.expiresAt ?? '') / 1000;
      if (!wasExpired) {
        expect(Math.abs(expiredAt - world.now)).toBeLessThan(30);
        key.expiresAt = expiredAt;
      }
      expectKey(account, key, response.body, world.now);
      return;
    }
    case 'rotate': {
      const body = { overlapSeconds: 65 * 60, force: isDated };
      const response = await ask<NewRotationBody>('POST', '/rotations', body);
      const rotate = mayThen((now) =>
        account.rotate(key, now, (it) => it.rotate(body.overlapSeconds, body.force, now)),
      );
      if (!isDone(response, rotate, 201)) return;
      const { secretKey, token } = response.body;
      key?.secrets.push({ secretKey, token });
      return;
    }
    case 'delete':
      isDone(
        await ask('DELETE'),
        mayThen(() => account.delete(key)),
        204,
      );
  }
}

/** What a key may do with the keys of its account, dates apart. @param key undefined: one that never was, or is still to be made */
function mayManage(
  manager: ModelKey,
  call: Call,
  key: ModelKey | undefined,
  account: ModelAccount,
  now: number,
): Outcome {
  if (manager.access === 'none' || (manager.access === 'read' && call !== 'read'))
    return 'access_not_allowed';
  if (call === 'create') return 'done';
  if (key === manager && call !== 'read') return 'access_not_allowed';
  if (!key || key.isDeleted) return 'key_not_found';
  if (call === 'read') return 'done';
  if (key.access !== 'none') return 'access_not_allowed';
  if (call === 'delete' && account.statusOf(key, now) !== 'expired') return 'access_not_allowed';
  if (call !== 'rotate') return 'done';
  if (key.leakedAt !== null) return 'access_not_allowed';
  return outlives(key.expiresAt, manager) ? 'outlives_its_maker' : 'done';
}

function outlives(expiresAt: number | null, { expiresAt: own }: ModelKey): boolean {
  return own !== null && (expiresAt === null || expiresAt > own);
}

function tell({ call, pick, wish, isDated }: Managed): string {
  if (call === 'create') return `create one, to expire: ${told(wish)}`;
  return `${call} key ${pick}${call === 'edit' && isDated ? ` to expire: ${told(wish)}` : ''}`;
}
