import type { Key } from '../../lambdas/core/key.ts';
import {
  changeAccess,
  type ManagedCall,
  type ManagingKey,
  requireDate,
  requireKey,
  requireRequest,
} from '../../lambdas/core/key-access.ts';
import { Problem } from '../../lambdas/core/problem-catalogue.ts';
import { sampleKey } from './sample-key.ts';

const now = new Date('2026-06-15T12:00:00Z');
const day = (count: number) => new Date(now.getTime() + count * 86_400_000);

const managers = {
  none: manager({}),
  read: manager({ access: 'read' }),
  write: manager({ access: 'write' }),
  rotating: manager({ access: 'write', selfRotation: true }),
  reader: manager({ access: 'read', selfRotation: true }),
  dated: manager({ access: 'write', expiresAt: day(10) }),
};

// Whether a request goes on to the look-up of the key: `in`, or why not.
it.each<[keyof typeof managers, ManagedCall, string, string[], string]>([
  ['none', 'read', 'none', [], 'is none'],
  ['none', 'create', 'none', [], 'is none'],
  ['none', 'rotate', 'itself', [], 'is none'],
  ['read', 'read', 'none', [], 'in'],
  ['read', 'read', 'another', [], 'in'],
  ['read', 'read', 'itself', [], 'in'],
  ['read', 'create', 'none', ['name'], 'must be write'],
  ['read', 'edit', 'another', ['name'], 'must be write'],
  ['read', 'expire', 'another', [], 'must be write'],
  ['read', 'rotate', 'another', [], 'must be write'],
  ['read', 'delete', 'another', [], 'must be write'],
  ['reader', 'rotate', 'itself', [], 'must be write'],
  ['write', 'read', 'none', [], 'in'],
  ['write', 'create', 'none', ['name', 'description', 'expiresAt'], 'in'],
  ['write', 'create', 'none', ['name', 'access'], 'may not set'],
  ['write', 'create', 'none', ['selfRotation', 'name'], 'may not set'],
  ['write', 'edit', 'another', ['expiresAt'], 'in'],
  ['write', 'edit', 'another', ['access'], 'may not set'],
  ['write', 'edit', 'another', ['selfRotation'], 'may not set'],
  ['write', 'edit', 'itself', ['name'], 'not change itself'],
  ['write', 'edit', 'itself', ['access'], 'may not set'],
  ['write', 'expire', 'another', [], 'in'],
  ['write', 'expire', 'itself', [], 'not change itself'],
  ['write', 'delete', 'another', [], 'in'],
  ['write', 'delete', 'itself', [], 'not change itself'],
  ['write', 'rotate', 'another', [], 'in'],
  ['write', 'rotate', 'itself', [], 'only if its selfRotation'],
  ['rotating', 'rotate', 'itself', [], 'in'],
  ['rotating', 'edit', 'itself', ['expiresAt'], 'not change itself'],
  ['rotating', 'delete', 'itself', [], 'not change itself'],
])('a key %s that asks to %s, naming %s, with the fields %j: %s', (who, call, named, fields, outcome) => {
  const keyId = { none: null, itself: managers[who].keyId, another: 'x'.repeat(12) }[named] ?? null;
  expect(tryTo(() => requireRequest(managers[who], { call, fields, keyId }))).toEqual(
    outcome === 'in' ? 'in' : expect.stringMatching(`^access_not_allowed: .*${outcome}`),
  );
});

// Whether the key, once known, may be changed.
it.each<[keyof typeof managers, ManagedCall, Partial<Key>, string]>([
  ['write', 'read', { access: 'write' }, 'in'],
  ['write', 'edit', {}, 'in'],
  ['write', 'edit', { access: 'read' }, 'access_not_allowed'],
  ['write', 'edit', { access: 'write' }, 'access_not_allowed'],
  ['write', 'expire', { access: 'read' }, 'access_not_allowed'],
  ['write', 'rotate', { access: 'read' }, 'access_not_allowed'],
  ['write', 'delete', { access: 'read', expiresAt: day(-1) }, 'access_not_allowed'],
  ['write', 'delete', {}, 'access_not_allowed'],
  ['write', 'delete', { expiresAt: day(1) }, 'access_not_allowed'],
  ['write', 'delete', { expiresAt: now }, 'in'],
  ['write', 'rotate', {}, 'in'],
  ['write', 'rotate', { leakedAt: day(-1), expiresAt: day(-1) }, 'access_not_allowed'],
  ['dated', 'rotate', {}, 'outlives_its_maker'],
  ['dated', 'rotate', { expiresAt: day(11) }, 'outlives_its_maker'],
  ['dated', 'rotate', { expiresAt: day(10) }, 'in'],
  ['dated', 'rotate', { expiresAt: day(-1) }, 'in'],
  ['dated', 'edit', { expiresAt: day(11) }, 'in'],
  ['dated', 'expire', {}, 'in'],
  ['rotating', 'rotate', { keyId: managers.rotating.keyId, access: 'write' }, 'in'],
])('a key %s may %s a key that is %j: %s', (who, call, key, outcome) => {
  expect(tryTo(() => requireKey(managers[who], call, sampleKey(key), now))).toMatch(`${outcome}`);
});

it.each<[keyof typeof managers, number | null, string]>([
  ['write', null, 'in'],
  ['write', 1_000, 'in'],
  ['dated', null, 'outlives_its_maker'],
  ['dated', 11, 'outlives_its_maker'],
  ['dated', 10, 'in'],
  ['dated', 9, 'in'],
])('a key %s may set a date in %s days: %s', (who, days, outcome) => {
  expect(tryTo(() => requireDate(managers[who], days === null ? null : day(days)))).toMatch(outcome);
});

it.each([
  ['none', undefined, {}],
  ['none', 'none', {}],
  ['none', 'read', { access: 'read', accessSince: now }],
  ['read', 'write', { access: 'write', accessSince: now }],
  ['write', 'read', { access: 'read' }],
  ['write', 'write', {}],
  ['read', 'none', { access: 'none' }],
] as const)('from %s to %s: %j', (before, after, change) => {
  expect(changeAccess(before, after, now)).toEqual(change);
});

function manager(parts: Partial<ManagingKey>): ManagingKey {
  return sampleKey({ keyId: 'm'.repeat(12), ...parts });
}

function tryTo(act: () => void): string {
  try {
    act();
    return 'in';
  } catch (error) {
    if (error instanceof Problem) return `${error.code}: ${error.detail}`;
    throw error;
  }
}
