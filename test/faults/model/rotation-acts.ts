import fc from 'fast-check';
import { bearer, type WhoAmI } from '../../support/engine-client.ts';
import type { KeyBody, NewRotationBody } from '../../support/engine-holder.ts';
import { expectProblem } from '../../support/engine-problems.ts';
import { ensureAccount } from './account-acts.ts';
import { Act, day, pathOf, pick, picked, who } from './act.ts';
import type { ModelAccount, ModelKey } from './product-model.ts';
import { expectKey, expectOutcome, type Model, type World } from './world.ts';

type Path = '/orders' | '/v1/whoami';

/** One thing that happens to a key on its way through rotations. */
export type Step =
  | { step: 'rotate'; overlap: number; force: boolean }
  | { step: 'finish' }
  | { step: 'cancel'; force: boolean }
  /** A call with one of the key's secrets, the newest being 0. */
  | { step: 'call'; secret: number; path: Path }
  /** Some hours later, a call with the newest secret, of which the log tells at once. */
  | { step: 'use'; hours: number }
  | { step: 'log'; fate: 'once' | 'again' | 'lost' }
  | { step: 'wait'; hours: number };

// Never a sum of the hours that people wait, so that it is clear on which side of an end they look.
const overlap = fc.constantFrom(0, 65 * 60, 2 * day + 300);

const bool = fc.boolean();
const is = <Name extends string>(name: Name) => fc.constant(name);
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ step: is('rotate'), overlap, force: bool }) },
  { weight: 4, arbitrary: fc.record({ step: is('use'), hours: fc.constantFrom(0, 0, 1, 49) }) },
  { weight: 1, arbitrary: fc.record({ step: is('finish') }) },
  { weight: 2, arbitrary: fc.record({ step: is('cancel'), force: bool }) },
  {
    weight: 2,
    arbitrary: fc.record({
      step: is('call'),
      secret: fc.constantFrom(0, 0, 0, 1, 2),
      path: fc.constantFrom('/orders', '/orders', '/v1/whoami'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ step: is('log'), fate: fc.constantFrom('once', 'again', 'lost') }) },
  { weight: 2, arbitrary: fc.record({ step: is('wait'), hours: fc.constantFrom(1, 2, 49) }) },
);

/** Several steps of one key, so that rotations get far between all else that people do. */
const turn = fc.record({ who, pick, steps: fc.array(step, { minLength: 3, maxLength: 8 }) }).map(
  ({ who, pick, steps }) =>
    new Act(who, `has with key ${pick}: ${steps.map(tell).join(', ')}`, async (account, world, model) => {
      if (!account.exists) await ensureAccount(who, account, world);
      const { inventory } = account;
      const key = inventory[pick % (inventory.length || 1)] ?? picked(account, pick);
      for (const each of steps) {
        await take(each, { key, who, account, world, model });
        if (key) await expectSecrets(key, account, world, model);
      }
    }),
);

/** What people and their programs do to replace the secret of a key. */
export const rotationActs = [turn, turn, turn, turn, turn];

interface Place {
  key: ModelKey | undefined;
  who: number;
  account: ModelAccount;
  world: World;
  model: Model;
}

export async function take(step: Step, { key, who, account, world, model }: Place): Promise<void> {
  const path = `${pathOf(key)}/rotations`;
  const holder = world.person(who);
  switch (step.step) {
    case 'rotate': {
      const { overlap, force } = step;
      const response = await holder.call<NewRotationBody>('POST', path, { overlapSeconds: overlap, force });
      const outcome = account.rotate(key, world.now, (it) => it.rotate(overlap, force, world.now));
      if (!expectOutcome(response, outcome, 201)) return;
      const { secretKey, token, rotation } = response.body;
      key?.secrets.push({ secretKey, token });
      expect(rotation).toMatchObject({ state: 'pending', overlapSeconds: overlap });
      return;
    }
    case 'finish': {
      const response = await holder.call<KeyBody>('POST', `${path}/current/finish`);
      const outcome = account.rotate(key, world.now, (it) => it.finish(world.now));
      if (expectOutcome(response, outcome, 200) && key) expectKey(account, key, response.body, world.now);
      return;
    }
    case 'cancel': {
      const response = await holder.call('DELETE', `${path}/current?force=${step.force}`);
      expectOutcome(
        response,
        account.rotate(key, world.now, (it) => it.cancel(step.force, world.now)),
        204,
      );
      return;
    }
    case 'call':
      if (key)
        await call(key, Math.max(1, key.secrets.length - step.secret), step.path, account, world, model);
      return;
    case 'use':
      if (!key || key.isDeleted) return;
      if (step.hours > 0) await world.wait(step.hours * 3_600);
      await call(key, key.secrets.length, '/orders', account, world, model);
      await world.engine.deliverLogs();
      model.log.deliver('once', world.now);
      return;
    case 'log': {
      // So that there is a batch in any case.
      if (!key || key.isDeleted) return;
      await call(key, key.secrets.length, '/v1/whoami', account, world, model);
      if (step.fate === 'once') await world.engine.deliverLogs();
      else await world.engine.deliverLogsBadly(step.fate);
      model.log.deliver(step.fate, world.now);
      return;
    }
    case 'wait':
      await world.wait(step.hours * 3_600);
  }
}

/** Exactly the secrets that the table of rotations allows are accepted. */
export async function expectSecrets(
  key: ModelKey,
  account: ModelAccount,
  world: World,
  model: Model,
): Promise<void> {
  const last = key.secrets.length;
  for (let no = Math.max(1, last - 3); no <= last; no++) {
    await call(key, no, '/v1/whoami', account, world, model);
  }
}

async function call(
  key: ModelKey,
  secretNo: number,
  path: Path,
  account: ModelAccount,
  world: World,
  model: Model,
): Promise<void> {
  const at = world.now;
  const headers = bearer(key.secrets[secretNo - 1]?.token ?? '');
  const response = await world.engine.gateway<WhoAmI>({ path, headers });
  const verdict = account.authorize(key, secretNo, world.now);
  const isWhoami = path === '/v1/whoami';
  if (verdict === 'in') {
    // The API behind the gateway is absent.
    expect(response.status).toBe(isWhoami ? 200 : 502);
    if (isWhoami) expect(response.body.secret).toBe(key.rotation.roleOf(secretNo));
  } else expectProblem(response, 401, verdict);
  if (verdict === 'key_invalid') return;
  model.log.add({ account, key, secretNo, wasRefused: verdict !== 'in', isWhoami, at });
}

export function tell(step: Step): string {
  const { step: what, ...how } = step;
  const detail = Object.entries(how).map(([name, value]) =>
    typeof value === 'boolean' ? (value ? name : '') : value,
  );
  return [what, ...detail].filter((word) => word !== '').join(' ');
}
