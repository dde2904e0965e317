import { hasReservedHeader } from '../../../lambdas/adapters/gateway/reserved-headers.ts';

it.each([
  'x-latchkey-account-id',
  'X-Latchkey-Access-Key',
  'X-LATCHKEY-ANYTHING',
  'x_latchkey_account_id',
  'X_Latchkey-Account_Id',
  'x-latchkey_account-id',
])('finds the reserved header %s', (name) => {
  expect(hasReservedHeader({ accept: ['*/*'], [name]: ['forged'] })).toBe(true);
  expect(hasReservedHeader({ [name]: [''] })).toBe(true);
});

it.each([
  'x-latchkeys',
  'latchkey-account-id',
  'my-x-latchkey-account-id',
  'x-latch-key-account-id',
  'x-api-key',
])('leaves the header %s to the client', (name) => {
  expect(hasReservedHeader({ [name]: ['x'] })).toBe(false);
});
