import { createMailRate } from '../../lambdas/notifier/mail-rate.ts';

afterEach(() => jest.useRealTimers());

it('lets through so many mails a second, however many wait', async () => {
  jest.useFakeTimers();
  const awaitTurn = createMailRate(2);
  let turns = 0;
  for (let n = 0; n < 20; n++) void awaitTurn().then(() => turns++);
  const passed: number[] = [];
  for (let second = 0; second < 4; second++) {
    await jest.advanceTimersByTimeAsync(second === 0 ? 0 : 1000);
    passed.push(turns);
  }
  expect(passed).toEqual([2, 4, 6, 8]);
});
