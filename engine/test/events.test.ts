import type { JsonObject } from '../src/assembly/json.ts';
import { Clock } from '../src/clock/clock.ts';
import { EventBus } from '../src/events/event-bus.ts';
import { matchesPattern } from '../src/events/event-pattern.ts';
import { readEventRules } from '../src/events/event-rules.ts';
import { FunctionLog } from '../src/functions/function-log.ts';
import { Functions } from '../src/functions/functions.ts';
import { assemblyOf } from './support/assembly.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const parent = temporaryFolder();
const event = {
  source: 'aws.ses',
  'detail-type': 'Email Bounced',
  detail: { count: 2, isLast: false, none: null, mail: { tags: { set: ['a', 'b'], empty: [] } } },
};

describe('an event pattern', () => {
  test.each<[string, JsonObject]>([
    ['one exact value', { source: ['aws.ses'] }],
    ['one of several', { source: ['aws.s3', 'aws.ses'] }],
    ['several fields', { source: ['aws.ses'], 'detail-type': ['Email Bounced'] }],
    ['a prefix', { source: [{ prefix: 'aws.' }] }],
    ['a prefix beside a value', { source: ['other', { prefix: 'aws.' }] }],
    ['what lies deeper', { detail: { count: [2], isLast: [false], none: [null] } }],
    ['one item of a list', { detail: { mail: { tags: { set: ['b'] } } } }],
    ['a prefix of an item', { detail: { mail: { tags: { set: [{ prefix: 'b' }] } } } }],
  ])('matches %s', (_, pattern) => {
    expect(matchesPattern(pattern, event)).toBe(true);
  });

  test.each<[string, JsonObject]>([
    ['nothing at all', {}],
    ['another value', { source: ['aws.s3'] }],
    ['a part of a value', { source: ['aws'] }],
    ['another case', { source: ['AWS.SES'] }],
    ['one field of two', { source: ['aws.ses'], region: ['us-east-1'] }],
    ['a field that is not there', { detail: { missing: [null] } }],
    ['an empty list of alternatives', { source: [] }],
    ['another type', { detail: { count: ['2'] } }],
    ['deeper than there is anything', { source: { name: ['aws.ses'] } }],
    ['a map in place of a value', { detail: ['x'] }],
    ['an item of an empty list', { detail: { mail: { tags: { empty: ['a'] } } } }],
    ['a list as one value', { detail: { mail: { tags: { set: [['a', 'b']] } } } }],
    ['a value that is no list', { source: 'aws.ses' }],
    ['an operator that the engine does not know', { source: [{ 'anything-but': ['aws.s3'] }] }],
    ['an operator beside a prefix', { source: [{ prefix: 'aws', suffix: 'ses' }] }],
    ['a prefix that is no text', { source: [{ prefix: { 'equals-ignore-case': 'AWS' } }] }],
    ['a prefix of a number', { detail: { count: [{ prefix: '2' }] } }],
  ])('does not match %s', (_, pattern) => {
    expect(matchesPattern(pattern, event)).toBe(false);
  });
});

const code = `exports.handler = async (event) => {
  if (event.detail.fail) throw new Error('told to');
  return { time: event.time, id: typeof event.id, type: event['detail-type'], detail: event.detail };
};`;
const taker = {
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: 'taker',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    // Long enough for a busy machine.
    Timeout: 60,
    Code: { ZipFile: code },
  },
};

function rule(properties: object, target: object = {}) {
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: { source: ['aws.ses'] },
      Targets: [{ Arn: { 'Fn::GetAtt': ['Taker', 'Arn'] }, Id: 'T', ...target }],
      ...properties,
    },
  };
}

const assemblyWith = (rules: Record<string, object>) =>
  assemblyOf(parent, { Stack: { Resources: { Taker: taker, ...rules } } });

describe('the event bus', () => {
  let functions: Functions | undefined;
  afterEach(() => functions?.close());

  function busOf(rules: Record<string, object>, clock = new Clock()): EventBus {
    const assembly = assemblyWith(rules);
    functions = new Functions(assembly, {}, clock, new FunctionLog(undefined));
    return new EventBus(readEventRules(assembly), functions, clock);
  }
  const bounced = { source: 'aws.ses', detailType: 'Email Bounced', resources: [], detail: { a: 1 } };

  test('calls the functions of the rules that match, with an event envelope at the moved time', async () => {
    const clock = new Clock();
    clock.advance(86_400 * 400);
    const bus = busOf(
      { Mine: rule({ Name: 'mine' }), Other: rule({ Name: 'other', EventPattern: { source: ['x'] } }) },
      clock,
    );
    const year = clock.date().getUTCFullYear();
    const result = {
      time: expect.stringMatching(`^${year}-`),
      id: 'string',
      type: 'Email Bounced',
      detail: { a: 1 },
    };
    expect(await bus.deliver(bounced)).toEqual([{ rule: 'mine', ok: true, result }]);
  });

  test('reports a function that fails', async () => {
    const bus = busOf({ Mine: rule({ Name: 'mine' }) });
    expect(await bus.deliver({ ...bounced, detail: { fail: true } })).toEqual([
      { rule: 'mine', ok: false, error: 'told to' },
    ]);
  });

  test('ignores rules that are disabled, have a schedule, or belong to another bus', async () => {
    const bus = busOf({
      Off: rule({ State: 'DISABLED' }),
      Timer: rule({ ScheduleExpression: 'rate(1 hour)', EventPattern: { Ref: 'AWS::NoValue' } }),
      Elsewhere: rule({ EventBusName: 'mine' }),
      Queue: rule({ Targets: [{ Arn: 'arn:aws:sqs:us-east-1:000000000000:q', Id: 'Q' }] }),
    });
    expect(await bus.deliver(bounced)).toEqual([]);
  });

  test('does not start with a target that has an input of its own', () => {
    const assembly = assemblyWith({ Mine: rule({}, { InputPath: '$.detail' }) });
    expect(() => readEventRules(assembly)).toThrow('Stack/Mine');
  });
});
