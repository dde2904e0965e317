import { BlockList, isIP, isIPv6 } from 'node:net';
import { matchesGlob } from '../glob.ts';

/** Holds if it holds for any of the values. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** What conditions can ask about. */
export interface PolicyContext {
  readonly time: Date;
  readonly sourceIp: string;
  readonly userAgent: string | undefined;
  readonly referer: string | undefined;
  /** The partition keys of the items of a call to a table. */
  readonly leadingKeys?: readonly string[];
}

export type Verdict = 'yes' | 'no' | 'unknown';

type Test = (actual: string, expected: string) => boolean | undefined;

// Each test compares the request's value with one of the policy's; undefined if either is not of the right
// kind.
const tests: Readonly<Record<string, Test>> = {
  StringEquals: (actual, expected) => actual === expected,
  StringEqualsIgnoreCase: (actual, expected) => actual.toLowerCase() === expected.toLowerCase(),
  StringLike: (actual, expected) => matchesGlob(expected, actual),
  DateEquals: byOrder((order) => order === 0),
  DateLessThan: byOrder((order) => order < 0),
  DateLessThanEquals: byOrder((order) => order <= 0),
  DateGreaterThan: byOrder((order) => order > 0),
  DateGreaterThanEquals: byOrder((order) => order >= 0),
  IpAddress: (actual, expected) => isInRange(actual, expected),
};

// A negative operator holds if the positive one holds for none of the values.
const negations: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
};

/** Whether a condition of a policy holds, or `unknown` if that can't be evaluated. */
export function conditionHolds(condition: Condition, context: PolicyContext): Verdict {
  const [, set, operator = ''] = /^(?:(ForAllValues|ForAnyValue):)?(.*)$/.exec(condition.operator) ?? [];
  const { key, values } = condition;
  if (set === undefined) return holdsForOne({ operator, key, values }, contextValue(key, context));
  const actual = key.toLowerCase() === 'dynamodb:leadingkeys' ? context.leadingKeys : undefined;
  if (actual === undefined) return 'unknown';
  const verdicts = actual.map((value) => holdsForOne({ operator, key, values }, value));
  if (verdicts.includes('unknown')) return 'unknown';
  return (set === 'ForAllValues' ? !verdicts.includes('no') : verdicts.includes('yes')) ? 'yes' : 'no';
}

function holdsForOne({ operator, values }: Condition, actual: string | undefined): Verdict {
  const positive = negations[operator];
  const test = tests[positive ?? operator];
  if (test === undefined || actual === undefined || values.length === 0) return 'unknown';
  const results = values.map((value) => test(actual, value));
  if (results.includes(undefined)) return 'unknown';
  return results.includes(true) === (positive === undefined) ? 'yes' : 'no';
}

function contextValue(key: string, context: PolicyContext): string | undefined {
  switch (key.toLowerCase()) {
    case 'aws:currenttime':
      return context.time.toISOString();
    case 'aws:epochtime':
      return String(Math.floor(context.time.getTime() / 1000));
    case 'aws:sourceip':
      return context.sourceIp;
    case 'aws:useragent':
      return context.userAgent;
    case 'aws:referer':
      return context.referer;
    default:
      return undefined;
  }
}

function byOrder(holds: (order: number) => boolean): Test {
  return (actual, expected) => {
    const order = parseInstant(actual) - parseInstant(expected);
    return Number.isNaN(order) ? undefined : holds(order);
  };
}

// IAM takes ISO 8601 and seconds since the epoch. `Date.parse` takes much more than ISO 8601.
function parseInstant(text: string): number {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  return /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
}

function isInRange(address: string, range: string): boolean | undefined {
  const [network = '', prefix] = range.split('/');
  if (isIP(network) === 0 || isIP(address) === 0) return undefined;
  const bits = isIPv6(network) ? 128 : 32;
  const length = prefix === undefined ? bits : /^\d+$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (!(length <= bits)) return undefined;
  const list = new BlockList();
  list.addSubnet(network, length, isIPv6(network) ? 'ipv6' : 'ipv4');
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
