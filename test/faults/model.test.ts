import fc from 'fast-check';
import { Engine } from '../support/engine.ts';
import { startMs } from '../support/engine-client.ts';
import { drawSeed } from '../support/seeded-random.ts';
import { sizedBy } from '../support/sizes.ts';
import { names } from './model/act.ts';
import { acts } from './model/acts.ts';
import { keyLimit } from './model/product-model.ts';
import { type Model, World } from './model/world.ts';

/** How many steps all lives have together, at least; thousands by LATCHKEY_TEST_STEPS. */
const steps = sizedBy('LATCHKEY_TEST_STEPS', { usual: 200, large: 800 });
const longestLife = 100;

/** After that a life that failed is told as it is, however much of it could be left out. */
const limitMs = 240_000 + steps * 200;

jest.setTimeout(limitMs + 60_000);

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start({
    rewrite: (template) =>
      template
        .replaceAll(/"MAX_KEYS_PER_ACCOUNT": "\d+"/g, `"MAX_KEYS_PER_ACCOUNT": "${keyLimit}"`)
        // The notifier runs when a life says so, and never by itself.
        .replaceAll(/"ScheduleExpression": "rate\([^)]*\)"/g, '"ScheduleExpression": "rate(90 days)"'),
  });
}, startMs);
afterAll(() => engine?.stop());

it('behaves, through random lives of several accounts, as the model of the product says', async () => {
  const lives = fc.commands(acts, { maxCommands: longestLife, size: 'max' });
  // A life that failed is told as a shorter one, which takes more steps.
  let hasFailed = false;
  const live = async (life: Iterable<fc.AsyncCommand<Model, World>>) => {
    if (World.steps >= steps && !hasFailed) return;
    hasFailed = true;
    await fc.asyncModelRun(() => World.open(engine, names.length), life);
    hasFailed = false;
  };
  await fc.assert(fc.asyncProperty(lives, live), {
    seed: drawSeed(),
    // Lives are of any length: ten times as many as it takes on average.
    numRuns: Math.ceil((20 * steps) / longestLife),
    interruptAfterTimeLimit: limitMs,
    markInterruptAsFailure: true,
  });
  console.log(`${World.steps} steps taken, ${World.notices} notices sent.`);
  expect(World.steps).toBeGreaterThanOrEqual(steps);
  // Short lives may end before a notice is due.
  if (steps >= 5_000) expect(World.notices).toBeGreaterThan(steps / 200);
});
