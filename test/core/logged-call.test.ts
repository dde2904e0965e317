import fc from 'fast-check';
import { type AccessLogEntry, readCall } from '../../lambdas/core/logged-call.ts';

const now = new Date('2027-03-31T12:00:00.000Z');
const accountId = 'kpB5igZRqqFS';
const accessKey = `${accountId}GIcAvQzKW6Gx`;
const entry = (parts: Partial<AccessLogEntry> = {}): AccessLogEntry => ({
  accountId,
  accessKey,
  status: '200',
  responseType: '-',
  ip: '203.0.113.117',
  path: '/live/orders/1042',
  time: String(now.getTime() - 60_000),
  ...parts,
});

it('reads account, key, time and network of a call', () => {
  expect(readCall(entry(), now)).toEqual({
    accountId,
    keyId: 'GIcAvQzKW6Gx',
    at: new Date('2027-03-31T11:59:00.000Z'),
    outcome: 'success',
    secretNo: null,
    isWhoami: false,
    from: '203.0.113.0/24',
  });
});

it.each([
  ['/live/v1/whoami', true],
  ['/live/v1/whoami/', true],
  ['/live/v1/whoami/rotations', true],
  ['/v1/whoami', true],
  ['/some/base/v1/whoami', true],
  ['/live//v1//whoami', true],
  ['/live/v1/who%61mi', true],
  // What is not known proves no use.
  [undefined, true],
  ['-', true],
  ['/live/v1/whoami-too', false],
  ['/live/v1/orders', false],
  ['/live/%', false],
])('takes a call of %s for one of whoami: %s', (path, isWhoami) => {
  expect(readCall(entry({ path }), now)).toMatchObject({ isWhoami });
});

it.each([
  ['1', 1],
  ['4711', 4711],
  // An authorizer that does not know numbers, and what nobody writes.
  ['-', null],
  [undefined, null],
  ['0', null],
  ['1.5', null],
  ['1e9', null],
  ['9'.repeat(30), null],
])('reads the number of the secret from %p as %p', (secretNo, expected) => {
  expect(readCall(entry({ secretNo }), now)).toMatchObject({ secretNo: expected });
});

it.each([
  ['200', '-', 'success'],
  ['101', '-', 'success'],
  ['304', '-', 'success'],
  ['400', '-', 'clientError'],
  // An upstream's own refusal is not ours.
  ['401', '-', 'clientError'],
  ['403', '-', 'clientError'],
  ['429', 'THROTTLED', 'clientError'],
  ['500', '-', 'serverError'],
  ['502', 'INTEGRATION_FAILURE', 'serverError'],
  ['504', 'INTEGRATION_TIMEOUT', 'serverError'],
  ['401', 'ACCESS_DENIED', 'refused'],
  // Without the response of Latchkey's own, a denial is a 403.
  ['403', 'ACCESS_DENIED', 'refused'],
])('status %s with response type %s counts as %s', (status, responseType, outcome) => {
  expect(readCall(entry({ status, responseType }), now)).toMatchObject({ outcome });
});

it.each([
  ['keyless', { accountId: '-', accessKey: '-' }],
  ['foreign', { accountId: '-' }],
  ['foreign', { accessKey: '-' }],
  ['foreign', { accessKey: 'kpB5igZRqqFS' }],
  ['foreign', { accessKey: 'x'.repeat(30) }],
  ['foreign', { accountId: 'anotherOne12' }],
  ['malformed', { status: '-' }],
  ['malformed', { status: '200 ' }],
  ['malformed', { status: '999' }],
  ['malformed', { time: '-' }],
  ['malformed', { time: '' }],
  ['malformed', { time: '1e400' }],
  ['malformed', { time: '23/Nov/2026:12:37:23 +0000' }],
  ['farAway', { time: '0' }],
  ['farAway', { time: String(now.getTime() - 16 * 86_400_000) }],
  ['farAway', { time: String(now.getTime() + 2 * 3_600_000) }],
  ['farAway', { time: '999999999999999' }],
])('skips as %s what says %j', (reason, parts) => {
  expect(readCall(entry(parts), now)).toBe(reason);
});

it('counts a call whose address is unknown', () => {
  expect(readCall(entry({ ip: '-' }), now)).toMatchObject({ from: null });
});

it('never throws, whatever the fields hold', () => {
  const text = fc.oneof(fc.string(), fc.constantFrom('-', '200', accountId, accessKey, '1806494400000'));
  fc.assert(
    fc.property(
      fc.record({ accountId: text, accessKey: text, status: text, responseType: text, ip: text, time: text }),
      (any) => {
        const call = readCall(any, now);
        if (typeof call !== 'string') expect(Number.isNaN(call.at.getTime())).toBe(false);
      },
    ),
  );
});
