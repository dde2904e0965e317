import { setImmediate as nextTurn } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { Clock } from '../src/clock/clock.ts';
import { FunctionLog } from '../src/functions/function-log.ts';
import { Functions } from '../src/functions/functions.ts';
import { parseFilterPattern } from '../src/logs/filter-pattern.ts';
import { LogDelivery } from '../src/logs/log-delivery.ts';
import { logGroupOf, readSubscriptions } from '../src/logs/subscription-filter.ts';
import { assemblyOf } from './support/assembly.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const parent = temporaryFolder();

describe('a filter pattern', () => {
  const line = JSON.stringify({ key: 'abc', none: '-', deep: { path: '/live/v1/a.b' }, number: 7 });

  test.each([
    '',
    '{ $.key = "abc" }',
    '{ $.key != "-" }',
    '{$.key="a*"}',
    '{ $.deep.path = "*/v1/a.b" }',
    '{ ($.key != "-") && ($.none = "-") }',
    '{ $.none != "-" || $.key = "abc" }',
    '{ ($.none != "-" && $.none = "-") || $.key = "abc" }',
  ])('%s matches', (pattern) => {
    expect(parseFilterPattern(pattern)(line)).toBe(true);
  });

  test.each([
    '{ $.key = "ab" }',
    '{ $.none != "-" }',
    // What is not there matches neither way.
    '{ $.absent != "-" }',
    '{ $.deep.absent != "-" }',
    '{ $.number = "7" }',
    '{ $.deep.path = "*/v1/a?b" }',
    '{ ($.key != "-") && ($.none != "-") }',
  ])('%s does not match', (pattern) => {
    expect(parseFilterPattern(pattern)(line)).toBe(false);
  });

  test('of JSON matches no other line', () => {
    expect(parseFilterPattern('{ $.key != "-" }')('no JSON')).toBe(false);
    expect(parseFilterPattern('')('no JSON')).toBe(true);
  });

  test.each([
    'ERROR',
    '[ip, id]',
    '{ $.number > 7 }',
    '{ $.a NOT EXISTS }',
    '{ $.a = b }',
    '{ ($.a = "b" }',
    '{}',
  ])('of a kind that is not played, %s, is refused', (pattern) => {
    expect(() => parseFilterPattern(pattern)).toThrow('does not support the filter pattern');
  });
});

const code = `const seen = [];
let failures = 0;
exports.handler = async (event) => {
  if (event.seen) return seen;
  seen.push(event.awslogs.data);
  if (event.awslogs && failures++ < Number(process.env.FAILURES)) throw new Error('told to');
  return {};
};`;

const assemblyWith = (properties: object = {}, failures = 0) =>
  assemblyOf(parent, {
    Stack: {
      Resources: {
        Group: { Type: 'AWS::Logs::LogGroup', Properties: {} },
        Taker: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            FunctionName: 'taker',
            Runtime: 'nodejs24.x',
            Handler: 'index.handler',
            Timeout: 60,
            Code: { ZipFile: code },
            Environment: { Variables: { FAILURES: String(failures) } },
          },
        },
        Filter: {
          Type: 'AWS::Logs::SubscriptionFilter',
          Properties: {
            LogGroupName: { Ref: 'Group' },
            FilterPattern: '{ $.key != "-" }',
            DestinationArn: { 'Fn::GetAtt': ['Taker', 'Arn'] },
            ...properties,
          },
        },
      },
    },
  });

describe('a subscription', () => {
  let functions: Functions | undefined;
  let delivery: LogDelivery | undefined;
  afterEach(async () => {
    await delivery?.close();
    await functions?.close();
  });

  function start(failures = 0, clock = new Clock()) {
    const assembly = assemblyWith({}, failures);
    functions = new Functions(assembly, {}, clock, new FunctionLog(undefined));
    const [subscription] = readSubscriptions(assembly);
    if (!subscription) throw new Error('There is no subscription.');
    delivery = new LogDelivery([subscription], functions, clock, new FunctionLog(undefined));
    const host = functions.byArn(subscription.functionArn);
    const seen = async () => {
      const invocation = await host.invoke('{"seen":true}');
      const data: string[] = invocation.kind === 'result' ? JSON.parse(invocation.result) : [];
      return data.map((each) => JSON.parse(gunzipSync(Buffer.from(each, 'base64')).toString()));
    };
    return { delivery, group: subscription.logGroup, seen };
  }

  test('gets a test message first, then the lines that match, with their time', async () => {
    const clock = new Clock();
    clock.advance(86_400 * 400);
    const { delivery, group, seen } = start(0, clock);
    delivery.put(group, '{"key":"a"}');
    delivery.put(group, '{"key":"-"}');
    delivery.put('another group', '{"key":"b"}');
    delivery.put(group, '{"key":"c"}');
    await delivery.settle();
    const [test, batch, ...others] = await seen();
    expect(others).toEqual([]);
    expect(test).toMatchObject({ messageType: 'CONTROL_MESSAGE', logGroup: group });
    expect(batch).toMatchObject({
      messageType: 'DATA_MESSAGE',
      logGroup: group,
      logEvents: [{ message: '{"key":"a"}' }, { message: '{"key":"c"}' }],
    });
    const [first, second] = batch.logEvents;
    expect(first.id).not.toBe(second.id);
    expect(new Date(first.timestamp).getUTCFullYear()).toBe(clock.date().getUTCFullYear());
  });

  test('gets a batch twice now and then', async () => {
    const { delivery, group, seen } = start();
    for (let batch = 1; batch <= 5; batch++) {
      delivery.put(group, `{"key":"${batch}"}`);
      await delivery.settle();
    }
    const keys = (await seen()).slice(1).map(({ logEvents }) => JSON.parse(logEvents[0].message).key);
    expect(keys).toEqual(['1', '2', '3', '4', '5', '5']);
  });

  test('gets late, never or once more what a test wants so', async () => {
    const { delivery, group, seen } = start();
    const put = (key: string) => delivery.put(group, JSON.stringify({ key }));
    put('lost');
    delivery.hold(true);
    await delivery.settle('lost');
    put('first');
    expect(await seen()).toEqual([]);
    await delivery.settle();
    put('second');
    await delivery.settle('again');
    const batches = (await seen()).slice(1);
    expect(
      batches.map(({ logEvents }) =>
        logEvents.map(({ message }: { message: string }) => JSON.parse(message).key),
      ),
    ).toEqual([['first'], ['first', 'second']]);
    expect(batches[1].logEvents[0]).toEqual(batches[0].logEvents[0]);
    put('third');
    delivery.hold(false);
    // By itself from here on.
    while ((await seen()).length < 4) await nextTurn();
  });

  test('gets nothing while there is nothing', async () => {
    const { delivery, seen } = start();
    await delivery.settle();
    expect(await seen()).toEqual([]);
  });

  test('gets again what it failed to take', async () => {
    // The test message and the first batch.
    const { delivery, group, seen } = start(2);
    delivery.put(group, '{"key":"a"}');
    await delivery.settle();
    const kinds = (await seen()).map(({ messageType }) => messageType);
    expect(kinds.filter((kind) => kind === 'DATA_MESSAGE')).toHaveLength(2);
  });

  test('of a kind that is not played stops the start, with its name', () => {
    expect(() => readSubscriptions(assemblyWith({ FilterPattern: 'ERROR' }))).toThrow('Stack/Filter');
    const queue = { DestinationArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/s' };
    expect(readSubscriptions(assemblyWith(queue))).toEqual([]);
  });
});

test('finds the log group in an ARN', () => {
  expect(logGroupOf('arn:aws:logs:us-east-1:000000000000:log-group:mine:*')).toBe('mine');
  expect(logGroupOf('arn:aws:logs:us-east-1:000000000000:log-group:mine')).toBe('mine');
  expect(logGroupOf('arn:aws:firehose:us-east-1:000000000000:deliverystream/mine')).toBeUndefined();
});
