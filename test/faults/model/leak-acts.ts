import fc from 'fast-check';
import type { KeyBody, NewRotationBody } from '../../support/engine-holder.ts';
import { callOperator } from '../../support/operator.ts';
import { ensureAccount } from './account-acts.ts';
import { Act, dateOf, pathOf, pick, picked, told, who, wish } from './act.ts';
import type { ModelAccount, ModelKey } from './product-model.ts';
import { expectSecrets, step, take, tell } from './rotation-acts.ts';
import { expectKey, expectOutcome, type World } from './world.ts';

/** Somebody finds a token, the newest of its key being 0, and the operator reports it, perhaps twice. */
const leak = fc
  .record({
    who,
    pick,
    secret: fc.constantFrom(0, 0, 0, 1, 2),
    before: fc.array(step, { maxLength: 2 }),
    meanwhile: fc.array(step, { maxLength: 3 }),
    repeats: fc.boolean(),
    back: fc.option(wish),
  })
  .map(({ who, pick, secret, before, meanwhile, repeats, back }) => {
    const story = `has secret ${secret} of key ${pick} leak, after: ${before.map(tell).join(', ')}; before: ${meanwhile.map(tell).join(', ')}; and its key ${back === null ? 'stay as it is' : `come back, to expire: ${told(back)}`}`;
    return new Act(who, story, async (account, world, model) => {
      if (!account.exists) await ensureAccount(who, account, world);
      const key = account.inventory[pick % (account.inventory.length || 1)] ?? picked(account, pick);
      if (!key) return;
      const place = { key, who, account, world, model };
      for (const each of before) await take(each, place);
      const secretNo = Math.max(1, key.secrets.length - secret);
      for (const _ of Array(repeats ? 2 : 1)) await report(key, secretNo, who, account, world);
      await expectSecrets(key, account, world, model);
      for (const each of meanwhile) await take(each, place);
      if (back === null) return;
      const [sent, expiresAt] = dateOf(back, account, world.now, key);
      const body = { expiresAt: sent };
      const response = await world
        .person(who)
        .call<NewRotationBody>('POST', `${pathOf(key)}/rotations`, body);
      if (!expectOutcome(response, account.comeBack(key, expiresAt, world.now), 201)) return;
      const { secretKey, token } = response.body;
      key.secrets.push({ secretKey, token });
      await expectSecrets(key, account, world, model);
    });
  });

export const leakActs = [leak, leak];

async function report(
  key: ModelKey,
  secretNo: number,
  who: number,
  account: ModelAccount,
  world: World,
): Promise<void> {
  const token = key.secrets[secretNo - 1]?.token;
  const { status, body, text } = await callOperator(world.engine, {
    method: 'POST',
    path: '/v1/leaked-tokens',
    body: { tokens: [{ token, url: 'https://paste.example/raw' }] },
  });
  if (status !== 200) throw new Error(`${status} of a report: ${text}`);
  const wasLeaked = key.leakedAt !== null;
  const wasExpired = account.statusOf(key, world.now) === 'expired';
  const outcome = account.leak(key, secretNo, world.now);
  expect(body).toEqual({ results: [{ outcome }] });
  if (key.isDeleted) return;
  const shown = await world.person(who).call<KeyBody>('GET', pathOf(key));
  if (outcome === 'expired' && !wasLeaked) {
    // Which second it was is the engine's to say.
    const { leakedAt, expiresAt } = shown.body;
    key.leakedAt = leakedAt;
    expect(Math.abs(Date.parse(leakedAt ?? '') / 1000 - world.now)).toBeLessThan(30);
    if (!wasExpired) {
      expect(expiresAt).toBe(leakedAt);
      key.expiresAt = Date.parse(expiresAt ?? '') / 1000;
    }
  }
  expectKey(account, key, shown.body, world.now);
}
