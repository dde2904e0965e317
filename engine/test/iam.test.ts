import { matchesGlob } from '../src/glob.ts';
import { conditionHolds, type PolicyContext } from '../src/iam/conditions.ts';
import { decide, parsePolicy } from '../src/iam/policy.ts';

const context: PolicyContext = {
  time: new Date('2027-03-31T12:00:00.500Z'),
  sourceIp: '203.0.113.7',
  userAgent: 'Tester/1.0',
  referer: undefined,
};

test.each([
  ['*', '', true],
  ['', '', true],
  ['', 'a', false],
  ['a*c', 'abc', true],
  ['a*c', 'ac', true],
  ['a*c', 'ab', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['*b*d', 'abcbd', true],
  ['a**', 'a', true],
  ['arn:*:GET/v1/*', 'arn:aws:api:GET/v1/a/b', true],
  ['a.c', 'abc', false],
  ['[a]', 'a', false],
])('the pattern %s against "%s" is %s', (pattern, text, matches) => {
  expect(matchesGlob(pattern, text)).toBe(matches);
});

test('a pattern of many stars is matched quickly', () => {
  expect(matchesGlob(`${'*a'.repeat(50)}b`, 'a'.repeat(5000))).toBe(false);
});

describe('conditions', () => {
  test.each([
    ['DateLessThan', 'aws:CurrentTime', '2027-03-31T12:00:01Z', 'yes'],
    ['DateLessThan', 'aws:CurrentTime', '2027-03-31T12:00:00Z', 'no'],
    ['DateLessThanEquals', 'aws:CurrentTime', '2027-03-31T12:00:00.500Z', 'yes'],
    ['DateGreaterThan', 'aws:currenttime', '2027-03-31T12:00:00Z', 'yes'],
    ['DateGreaterThanEquals', 'aws:CurrentTime', '2027-03-31T12:00:00.501Z', 'no'],
    ['DateEquals', 'aws:CurrentTime', '2027-03-31T14:00:00.500+02:00', 'yes'],
    ['DateNotEquals', 'aws:CurrentTime', '2027-03-31', 'yes'],
    ['DateGreaterThan', 'aws:EpochTime', '1000', 'yes'],
    ['DateLessThan', 'aws:CurrentTime', '9999999999', 'yes'],
    ['DateLessThan', 'aws:CurrentTime', 'tomorrow', 'unknown'],
    ['DateLessThan', 'aws:CurrentTime', '31 March 2027', 'unknown'],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', 'yes'],
    ['IpAddress', 'aws:SourceIp', '203.0.113.7', 'yes'],
    ['IpAddress', 'aws:SourceIp', '0.0.0.0/0', 'yes'],
    ['IpAddress', 'aws:SourceIp', '203.0.113.8/32', 'no'],
    ['IpAddress', 'aws:SourceIp', '2001:db8::/32', 'no'],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/33', 'unknown'],
    ['IpAddress', 'aws:SourceIp', 'somewhere', 'unknown'],
    ['NotIpAddress', 'aws:SourceIp', '203.0.113.0/24', 'no'],
    ['NotIpAddress', 'aws:SourceIp', '198.51.100.0/24', 'yes'],
    ['NotIpAddress', 'aws:SourceIp', 'somewhere', 'unknown'],
    ['StringEquals', 'aws:UserAgent', 'Tester/1.0', 'yes'],
    ['StringEquals', 'aws:UserAgent', 'tester/1.0', 'no'],
    ['StringEqualsIgnoreCase', 'aws:UserAgent', 'tester/1.0', 'yes'],
    ['StringNotEquals', 'aws:UserAgent', 'Other', 'yes'],
    ['StringLike', 'aws:UserAgent', 'Tester/*', 'yes'],
    ['StringNotLike', 'aws:UserAgent', 'Tester/*', 'no'],
    ['StringEquals', 'aws:Referer', 'x', 'unknown'],
    ['StringEquals', 'aws:PrincipalTag/team', 'x', 'unknown'],
    ['NumericLessThan', 'aws:EpochTime', '5', 'unknown'],
    ['Nonsense', 'aws:SourceIp', 'x', 'unknown'],
  ])('%s of %s and %s: %s', (operator, key, value, verdict) => {
    expect(conditionHolds({ operator, key, values: [value] }, context)).toBe(verdict);
  });

  test('hold if any value matches; negated, if none does', () => {
    const values = ['198.51.100.0/24', '203.0.113.0/24'];
    expect(conditionHolds({ operator: 'IpAddress', key: 'aws:SourceIp', values }, context)).toBe('yes');
    expect(conditionHolds({ operator: 'NotIpAddress', key: 'aws:SourceIp', values }, context)).toBe('no');
  });
});

const access = {
  action: 'execute-api:Invoke',
  resource: 'arn:aws:execute-api:us-east-1:000000000000:api/stage/GET/x',
};

describe('a policy with a condition that cannot be evaluated fails closed', () => {
  const unknown = { Condition: { StringEquals: { 'aws:Unknown': 'x' } } };
  const statement = (Effect: string, more: object = {}) => ({ Effect, Action: '*', Resource: '*', ...more });
  const decided = (...statements: object[]) =>
    decide(parsePolicy({ Statement: statements }) ?? [], access, context);

  test('an Allow does not apply', () => {
    expect(decided(statement('Allow', unknown))).toBe('implicit-deny');
    expect(decided(statement('Allow', unknown), statement('Allow'))).toBe('allow');
  });

  test('a Deny does', () => {
    expect(decided(statement('Allow'), statement('Deny', unknown))).toBe('explicit-deny');
  });

  test('unless another of its conditions does not hold', () => {
    const elsewhere = { ...unknown.Condition, IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } };
    expect(decided(statement('Allow'), statement('Deny', { Condition: elsewhere }))).toBe('allow');
  });

  test('NotAction and NotResource match everything else', () => {
    expect(decided({ Effect: 'Allow', NotAction: 'lambda:*', Resource: '*' })).toBe('allow');
    expect(decided({ Effect: 'Allow', NotAction: 'execute-api:*', Resource: '*' })).toBe('implicit-deny');
    expect(decided({ Effect: 'Allow', Action: '*', NotResource: '*/POST/*' })).toBe('allow');
    expect(decided({ Effect: 'Allow', Action: '*', NotResource: '*/GET/*' })).toBe('implicit-deny');
  });

  test('a single statement needs no list', () => {
    expect(decide(parsePolicy({ Statement: statement('Allow') }) ?? [], access, context)).toBe('allow');
  });
});
