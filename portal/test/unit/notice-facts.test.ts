import { factsOf } from '../../src/dashboard/notice-facts.ts';
import { keyWith } from './support/key.ts';

const now = Date.parse('2027-01-10T12:00:00Z');
const dayMs = 86_400_000;

test('reaching the next lead time, or getting a new date, makes a new fact', () => {
  const expiring = [keyWith({ expiresAt: '2027-01-15T00:00:00Z', status: 'expiring' })];
  const facts = (at: number, keys = expiring) => factsOf(keys, [30, 7, 1], at);
  expect(facts(now)).toEqual(facts(now + dayMs));
  expect(facts(now)).not.toEqual(facts(now + 4 * dayMs));
  expect(facts(now)).not.toEqual(facts(now, [keyWith({ expiresAt: '2027-01-16T00:00:00Z' })]));
});

test('the first refused call of an expired key makes a new fact', () => {
  const expired = keyWith({ expiresAt: '2027-01-09T00:00:00Z', status: 'expired' });
  const stillCalled = { ...expired, use: { ...expired.use, verdict: 'still_called' as const } };
  expect(factsOf([stillCalled], [30, 7, 1], now)).not.toEqual(factsOf([expired], [30, 7, 1], now));
});
