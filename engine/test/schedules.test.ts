import { setTimeout as wait } from 'node:timers/promises';
import { Clock } from '../src/clock/clock.ts';
import { FunctionLog } from '../src/functions/function-log.ts';
import { Functions } from '../src/functions/functions.ts';
import { readSchedules } from '../src/schedules/schedule.ts';
import { Scheduler } from '../src/schedules/scheduler.ts';
import { assemblyOf } from './support/assembly.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const parent = temporaryFolder();
// Counts its runs, and returns the count.
const code = `let runs = 0;
exports.handler = async (event) => event.source ? { runs: ++runs, source: event.source } : { runs };`;
const fn = {
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: 'runner',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    // Long enough for a busy machine.
    Timeout: 60,
    Code: { ZipFile: code },
  },
};

let functions: Functions;
let scheduler: Scheduler;

function start(expression: string): void {
  const schedule = {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: 'often',
      ScheduleExpression: expression,
      Target: { Arn: { 'Fn::GetAtt': ['Fn', 'Arn'] } },
    },
  };
  const assembly = assemblyOf(parent, { Stack: { Resources: { Fn: fn, Schedule: schedule } } });
  const clock = new Clock();
  functions = new Functions(assembly, {}, clock, new FunctionLog(undefined));
  scheduler = new Scheduler(readSchedules(assembly), functions, clock);
  scheduler.start();
}

async function runs(): Promise<unknown> {
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:runner';
  const invocation = await functions.byArn(arn).invoke('{}');
  return invocation.kind === 'result' ? JSON.parse(invocation.result).runs : invocation;
}

/** The function is in a thread, which fake timers don't affect. */
async function until(count: number): Promise<void> {
  while ((await runs()) !== count) await wait(10);
}

// Only those of the schedules.
beforeEach(
  () =>
    void jest.useFakeTimers({
      doNotFake: ['setTimeout', 'setImmediate', 'nextTick', 'performance', 'queueMicrotask', 'Date'],
    }),
);
afterEach(async () => {
  jest.useRealTimers();
  scheduler.close();
  await functions.close();
});

test('a schedule with a rate runs at that rate', async () => {
  start('rate(5 minutes)');
  await jest.advanceTimersByTimeAsync(4.9 * 60_000);
  expect(await runs()).toBe(0);
  await jest.advanceTimersByTimeAsync(0.2 * 60_000);
  await until(1);
  await jest.advanceTimersByTimeAsync(5 * 60_000);
  await until(2);
});

test('a schedule with a cron expression runs on request', async () => {
  start('cron(0 4 * * ? *)');
  await jest.advanceTimersByTimeAsync(48 * 3_600_000);
  expect(await runs()).toBe(0);
  const result = { runs: 1, source: 'aws.scheduler' };
  expect(await scheduler.runAll()).toEqual([{ schedule: 'often', ok: true, result }]);
});
