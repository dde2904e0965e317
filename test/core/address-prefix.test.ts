import fc from 'fast-check';
import { addressPrefix, packPrefix, unpackPrefix } from '../../lambdas/core/address-prefix.ts';

it.each([
  ['203.0.113.117', '203.0.113.0/24'],
  ['0.0.0.0', '0.0.0.0/24'],
  ['2001:db8:abcd:12::1', '2001:db8:abcd::/48'],
  ['2001:0DB8:0000:0000:0000:0000:0000:0001', '2001:db8::/48'],
  ['2001::7', '2001::/48'],
  ['::1', '::/48'],
  ['2001:db8:0:1::', '2001:db8::/48'],
  ['fe80::1%eth0', 'fe80::/48'],
  ['::ffff:192.0.2.7', '192.0.2.0/24'],
  ['64:ff9b::192.0.2.7', '64:ff9b::/48'],
])('of %s keeps only %s', (address, prefix) => {
  expect(addressPrefix(address)).toBe(prefix);
});

it.each(['', '-', 'localhost', '1.2.3', '1.2.3.256', '1.2.3.4.5', 'g::1', '1::2::3', '::1]/', '<script>'])(
  'finds no network in %j',
  (text) => {
    expect(addressPrefix(text)).toBeNull();
  },
);

it('comes back from the few bytes that it is stored in', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
      const prefix = addressPrefix(address) ?? '';
      const bytes = packPrefix(prefix);
      expect(bytes.length).toBeLessThanOrEqual(6);
      expect(unpackPrefix(bytes)).toBe(prefix);
      expect(addressPrefix(prefix.split('/')[0] ?? '')).toBe(prefix);
    }),
  );
});

it('is not made of any other number of bytes', () => {
  expect(unpackPrefix(new Uint8Array())).toBeNull();
  expect(unpackPrefix(new Uint8Array(4))).toBeNull();
});
