import fc from 'fast-check';
import { apiKey, basic, bearer, instant, type WhoAmI } from '../../support/engine-client.ts';
import { expectProblem } from '../../support/engine-problems.ts';
import { accountActs } from './account-acts.ts';
import { Act, day, pick, picked, who } from './act.ts';
import { keyActs } from './key-acts.ts';
import { leakActs } from './leak-acts.ts';
import { managerActs } from './manager-acts.ts';
import { operatorActs } from './operator-acts.ts';
import { rotationActs } from './rotation-acts.ts';
import type { Model, World } from './world.ts';

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
        async (account, world, model) => {
          const key = picked(account, pick);
          const secret = key?.secrets.at(-1);
          if (!key || !secret) return;
          const wrong = basic(key.accessKey, secret.secretKey.split('').reverse().join(''));
          const right = {
            bearer: bearer(secret.token),
            'x-api-key': apiKey(secret.token),
            basic: basic(key.accessKey, secret.secretKey),
          };
          const at = world.now;
          const response = await world.engine.whoami(hasSecret ? right[form as keyof typeof right] : wrong);
          const secretNo = hasSecret ? key.secrets.length : 0;
          const verdict = account.authorize(key, secretNo, world.now);
          if (verdict !== 'key_invalid') {
            model.log.add({ account, key, secretNo, wasRefused: verdict !== 'in', isWhoami: true, at });
          }
          if (verdict !== 'in') {
            expectProblem(response, 401, verdict);
            return;
          }
          expect(response.status).toBe(200);
          const { accessKey, name, expiresAt } = key;
          const told = response.body as WhoAmI;
          const date = expiresAt === null ? null : instant(new Date(expiresAt * 1000));
          expect(told).toMatchObject({
            accessKey,
            name,
            expiresAt: date,
            status: account.statusOf(key, world.now),
          });
          expect(told.secondsLeft === null).toBe(expiresAt === null);
          expect(
            Math.abs((told.secondsLeft ?? 0) - (expiresAt === null ? 0 : expiresAt - world.now)),
          ).toBeLessThan(5);
        },
      ),
  );

const wait = fc
  .record({ who, days: fc.integer({ min: 1, max: 35 }) })
  .map(({ who, days }) => new Act(who, `waits ${days} days`, (_, world) => world.wait(days * day)));

/** Shorter than the time after which a further mail may go. */
const pause = fc
  .record({ who, hours: fc.integer({ min: 1, max: 6 }) })
  .map(
    ({ who, hours }) => new Act(who, `waits ${hours} hours`, (_, world) => world.wait(hours * (day / 24))),
  );

/** All that people do. */
export const acts: fc.Arbitrary<fc.AsyncCommand<Model, World>>[] = [
  ...keyActs,
  ...accountActs,
  ...rotationActs,
  ...operatorActs,
  ...managerActs,
  ...leakActs,
  ...[call, call, call, wait, wait, wait, pause, pause],
];
