import fc from 'fast-check';
import { Engine, startMs } from '../support/engine.ts';
import { drawSeed } from '../support/seeded-random.ts';
import { acts, names } from './model/commands.ts';
import { World } from './model/world.ts';

/** How many steps all lives have together, more or less; thousands by LATCHKEY_TEST_STEPS. */
const steps = Number(process.env.LATCHKEY_TEST_STEPS ?? 400);
const longestLife = 100;

jest.setTimeout(60_000 + steps * 200);

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
}, startMs);
afterAll(() => engine?.stop());

it('behaves, through random lives of several accounts, as the model of the product says', async () => {
  const lives = fc.commands(acts, { maxCommands: longestLife, size: 'max' });
  await fc.assert(
    fc.asyncProperty(lives, (life) => fc.asyncModelRun(() => World.open(engine, names.length), life)),
    { seed: drawSeed(), numRuns: Math.max(1, Math.round((2 * steps) / longestLife)), endOnFailure: false },
  );
  console.log(`${World.steps} steps taken.`);
  expect(World.steps).toBeGreaterThan(steps / 3);
});
