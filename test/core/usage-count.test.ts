import fc from 'fast-check';
import type { CallOutcome, LoggedCall } from '../../lambdas/core/logged-call.ts';
import { addCounts, countCalls, noCalls } from '../../lambdas/core/usage-count.ts';
import { formatDay, lastDays, usageDay } from '../../lambdas/core/usage-day.ts';

const at = (text: string) => new Date(text);
const call = (parts: Partial<LoggedCall> = {}): LoggedCall => ({
  accountId: 'A'.repeat(12),
  keyId: 'k'.repeat(12),
  at: at('2027-03-31T12:00:00.000Z'),
  outcome: 'success',
  secretNo: 1,
  isWhoami: false,
  from: '203.0.113.0/24',
  ...parts,
});

it('counts calls that were let in, their errors, and refused calls apart', () => {
  const outcomes: CallOutcome[] = ['success', 'success', 'clientError', 'serverError', 'refused'];
  const [batch] = countCalls(outcomes.map((outcome) => call({ outcome })));
  expect([...(batch?.days.values() ?? [])]).toEqual([
    { calls: 4, clientErrors: 1, serverErrors: 1, refused: 1 },
  ]);
});

it('counts each key and each UTC day by itself', () => {
  const batches = countCalls([
    call({ at: at('2027-03-31T23:59:59.999Z') }),
    call({ at: at('2027-04-01T00:00:00.000Z') }),
    call({ keyId: 'o'.repeat(12) }),
  ]);
  const days = batches.map(({ keyId, days }) => [keyId[0], ...[...days.keys()].map(formatDay)]);
  expect(days).toEqual([
    ['k', '2027-03-31', '2027-04-01'],
    ['o', '2027-03-31'],
  ]);
});

it('finds the last use and its network, and the last refusal, in any order', () => {
  const calls = [
    call({ at: at('2027-03-31T12:00:02Z'), from: '198.51.100.0/24' }),
    call({ at: at('2027-03-31T12:00:01Z') }),
    call({ at: at('2027-03-31T12:00:09Z'), outcome: 'refused', from: '192.0.2.0/24' }),
  ];
  for (const order of [calls, calls.toReversed()]) {
    expect(countCalls(order)).toMatchObject([
      {
        lastUsedAt: at('2027-03-31T12:00:02Z'),
        lastUsedFrom: '198.51.100.0/24',
        lastRefusedAt: at('2027-03-31T12:00:09Z'),
      },
    ]);
  }
});

it('finds the last use of each secret, and whether it did more than test the secret, in any order', () => {
  const calls = [
    call({ secretNo: 2, isWhoami: true, at: at('2027-03-31T12:00:05Z') }),
    call({ secretNo: 3, isWhoami: true }),
    call({ secretNo: 2 }),
    call({ secretNo: 2, isWhoami: true }),
    call({ secretNo: 4, outcome: 'refused' }),
    call({ secretNo: null }),
  ];
  const expected = new Map([
    [2, { lastUsedAt: at('2027-03-31T12:00:05Z'), isInUse: true }],
    [3, { lastUsedAt: at('2027-03-31T12:00:00Z'), isInUse: false }],
  ]);
  for (const order of [calls, calls.toReversed()]) expect(countCalls(order)[0]?.secrets).toEqual(expected);
});

it('neither loses nor invents a call, whatever the batch', () => {
  const anyCall = fc.record({
    accountId: fc.constantFrom('A'.repeat(12), 'B'.repeat(12)),
    keyId: fc.constantFrom('k'.repeat(12), 'o'.repeat(12)),
    at: fc.date({ min: at('2027-03-30T00:00:00Z'), max: at('2027-04-02T00:00:00Z'), noInvalidDate: true }),
    outcome: fc.constantFrom<CallOutcome>('success', 'clientError', 'serverError', 'refused'),
    secretNo: fc.constantFrom(null, 1, 2),
    isWhoami: fc.boolean(),
    from: fc.constant(null),
  });
  fc.assert(
    fc.property(fc.array(anyCall), (calls) => {
      const sum = countCalls(calls)
        .flatMap(({ days }) => [...days.values()])
        .reduce(addCounts, noCalls);
      const withOutcome = (outcome: CallOutcome) => calls.filter((each) => each.outcome === outcome).length;
      expect(sum).toEqual({
        calls: calls.length - withOutcome('refused'),
        clientErrors: withOutcome('clientError'),
        serverErrors: withOutcome('serverError'),
        refused: withOutcome('refused'),
      });
    }),
  );
});

it('days are those of UTC', () => {
  expect(lastDays(3, at('2028-03-01T00:00:00Z')).map(formatDay)).toEqual([
    '2028-02-28',
    '2028-02-29',
    '2028-03-01',
  ]);
  expect(usageDay(at('1970-01-02T00:00:00Z'))).toBe(1);
});
