import fc from 'fast-check';
import { instant } from '../../support/engine-client.ts';
import type { NewKeyBody } from '../../support/engine-holder.ts';
import { callOperator } from '../../support/operator.ts';
import { ensureAccount, notifyAll } from './account-acts.ts';
import { Act, day, keep, pick, picked, who } from './act.ts';
import type { ModelAccount } from './product-model.ts';
import { expectSecrets, step, take, tell } from './rotation-acts.ts';
import { expectOutcome, type World } from './world.ts';

/** What goes on while the operator has suspended somebody's account: all but the lead times, which the notifier learns of late. */
const suspension = fc
  .record({
    who,
    pick,
    before: fc.array(step, { maxLength: 2 }),
    meanwhile: fc.array(step, { maxLength: 3 }),
    days: fc.constantFrom(0, 3, 40),
    repeats: fc.boolean(),
  })
  .map(({ who, pick, before, meanwhile, days, repeats }) => {
    const story = `is suspended for ${days} days, having with key ${pick}: ${before.map(tell).join(', ')}; meanwhile: ${meanwhile.map(tell).join(', ')}`;
    return new Act(who, story, async (account, world, model) => {
      if (!account.exists) await ensureAccount(who, account, world);
      const key = account.inventory[pick % (account.inventory.length || 1)] ?? picked(account, pick);
      const place = { key, who, account, world, model };
      for (const each of before) await take(each, place);
      const accountId = account.keys[0]?.accessKey.slice(0, 12) ?? '';

      for (const _ of Array(repeats ? 2 : 1)) await turn(world, accountId, 'suspend');
      account.isSuspended = true;
      for (const each of meanwhile) await take(each, place);
      const born = await create(who, account, world);
      for (const each of [key, born]) if (each) await expectSecrets(each, account, world, model);
      await world.wait(days * day);
      await notifyAll(world, model);

      for (const _ of Array(repeats ? 2 : 1)) await turn(world, accountId, 'resume');
      account.isSuspended = false;
      for (const each of [key, born]) if (each) await expectSecrets(each, account, world, model);
    });
  });

/** What the operator does to accounts. */
export const operatorActs = [suspension, suspension];

async function turn(world: World, accountId: string, act: 'suspend' | 'resume'): Promise<void> {
  const { status, body, text } = await callOperator<{ suspendedAt: string | null }>(world.engine, {
    method: 'POST',
    path: `/v1/accounts/${accountId}/${act}`,
    ...(act === 'suspend' && { body: { reason: 'because' } }),
  });
  if (status !== 200) throw new Error(`${status} of ${act}: ${text}`);
  expect(body.suspendedAt !== null).toBe(act === 'suspend');
}

/** A key that is born suspended, if there is room. */
async function create(who: number, account: ModelAccount, world: World) {
  const expiresAt = Math.floor(world.now) + 20 * day;
  const body = { name: 'born', expiresAt: instant(new Date(expiresAt * 1000)) };
  const response = await world.person(who).call<NewKeyBody>('POST', '/api/v1/keys', body);
  if (!expectOutcome(response, account.mayCreate(expiresAt, world.now), 201)) return null;
  return keep(account, { ...response.body, description: null }, expiresAt, world.now);
}
