import { extendVerb, keysToExpire, keysToExtend, visibleSelection } from '../../src/keys/affected-keys.ts';
import { keyWith } from './support/key.ts';

const now = Date.parse('2027-01-10T12:00:00Z');
const lasting = keyWith({ accessKey: 'lasting' });
const dated = keyWith({ accessKey: 'dated', expiresAt: '2027-06-01T00:00:00Z' });
const expired = keyWith({ accessKey: 'expired', expiresAt: '2027-01-01T00:00:00Z', status: 'expired' });

test('leaves keys that never expire out of extending several', () => {
  expect(keysToExtend([lasting, dated, expired])).toEqual({ affected: [dated, expired], leftOut: [lasting] });
  expect(keysToExtend([lasting])).toEqual({ affected: [lasting], leftOut: [] });
});

test('leaves expired keys out of expiring', () => {
  expect(keysToExpire([lasting, expired], now)).toEqual({ affected: [lasting], leftOut: [expired] });
});

test.each([
  [[lasting], 'setDate'],
  [[dated], 'extend'],
  [[expired], 'restore'],
  [[dated, expired], 'restoreOrExtend'],
])('calls extending by what it means to the keys', (keys, verb) => {
  expect(extendVerb(keys, now)).toBe(verb);
});

test('acts only on selected keys that the list shows, and counts those that are hidden', () => {
  const all = [lasting, dated, expired];
  const selected = new Set(['lasting', 'expired', 'deleted meanwhile']);
  expect(visibleSelection([lasting, dated], selected, all)).toEqual({ visible: [lasting], hidden: 1 });
});
