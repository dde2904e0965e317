import {
  openTrailCursor,
  system,
  type TrailEntry,
  viewTrailEntry,
  viewTrailPage,
} from '../../lambdas/core/trail.ts';
import {
  changeOfAccount,
  changeOfKey,
  changeOfSecrets,
  changeOfSuspension,
  findChanges,
} from '../../lambdas/core/trail-changes.ts';
import { tooManyChanges } from '../../lambdas/core/trail-limit.ts';
import { sampleAccount } from './sample-account.ts';
import { sampleKey } from './sample-key.ts';
import { sampleSecrets } from './sample-secrets.ts';

const at = new Date('2027-05-05T10:00:00.400Z');
const later = (seconds: number) => new Date(at.getTime() + seconds * 1000);
const entry = (
  line: Partial<TrailEntry['line']> = {},
  outcome: TrailEntry['outcome'] = 'done',
): TrailEntry => ({
  line: {
    id: '1#a',
    at,
    accountId: 'a'.repeat(12),
    action: 'edit_key',
    actor: { kind: 'holder', id: 'sub-1' },
    from: '203.0.113.77',
    key: { keyId: 'k'.repeat(12), name: 'Server' },
    changes: {},
    ...line,
  },
  outcome,
});
const holder = { kind: 'holder', sub: 'sub-1' } as const;

describe('a line of a trail', () => {
  it.each([
    ['done', 'done', 'done'],
    ['refused', 'refused', 'refused'],
    [null, null, 'unknown'],
  ] as const)('with the outcome %s reads %s at first, and %s from a minute on', (known, early, late) => {
    expect(viewTrailEntry(entry({}, known), holder, later(59.999)).outcome).toBe(early);
    expect(viewTrailEntry(entry({}, known), holder, later(60)).outcome).toBe(late);
  });

  const key = { kind: 'key', id: 'x'.repeat(24) } as const;
  const operator = { kind: 'operator', id: 'arn:aws:iam::1:role/support' } as const;
  it.each([
    ['the reader’s own sign-in', { kind: 'holder', id: 'sub-1' }, 'sub-1', '203.0.113.77'],
    ['another sign-in', { kind: 'holder', id: 'sub-2' }, 'sub-2', '203.0.113.0/24'],
    ['a key', key, key.id, '203.0.113.0/24'],
    ['a key that is called like the sign-in', { kind: 'key', id: 'sub-1' }, 'sub-1', '203.0.113.0/24'],
    ['the operator', operator, null, null],
    ['the service', system.actor, null, null],
    ['a recipient', { kind: 'recipient', id: null }, null, '203.0.113.0/24'],
  ] as const)('shows a holder of %s no more than it may', (_, actor, id, from) => {
    const view = viewTrailEntry(entry({ actor }), holder, at);
    expect([view.actor, view.from]).toEqual([{ kind: actor.kind, id }, from]);
  });

  it('shows the operator who did it, and from which network', () => {
    const view = viewTrailEntry(
      entry({ actor: operator, from: '2001:db8:1:2::3' }),
      { kind: 'operator' },
      at,
    );
    expect([view.actor, view.from]).toEqual([operator, '2001:db8:1::/48']);
  });

  it('tells why an account was suspended to the operator, and to its holder only since when', () => {
    const { changes } = changeOfSuspension('suspend_account', sampleAccount(), {
      since: at,
      reason: 'unpaid',
    });
    const suspendedAt = { before: null, after: '2027-05-05T10:00:00Z' };
    const reason = { before: null, after: 'unpaid' };
    const seen = (reader: Parameters<typeof viewTrailEntry>[1]) =>
      viewTrailEntry(entry({ changes, key: null }), reader, at).changes;
    expect(seen({ kind: 'operator' })).toEqual({ suspendedAt, suspensionReason: reason });
    expect(seen(holder)).toEqual({ suspendedAt });
  });

  it('is about a key, or about the account', () => {
    expect(viewTrailEntry(entry(), holder, at)).toMatchObject({
      at: '2027-05-05T10:00:00Z',
      accessKey: `${'a'.repeat(12)}${'k'.repeat(12)}`,
      name: 'Server',
    });
    expect(viewTrailEntry(entry({ key: null }), holder, at)).toMatchObject({ accessKey: null, name: null });
  });
});

it('gives cursors that go on with the same trail and filter, and with nothing else', () => {
  const account = sampleAccount();
  const page = { entries: [entry()], nextPosition: '1#a' };
  const { nextCursor } = viewTrailPage(account, 'k1', page, holder, at);
  expect(openTrailCursor(account, 'k1', nextCursor)).toBe('1#a');
  expect(openTrailCursor(account, null, null)).toBeNull();
  for (const keyId of [null, 'k2'])
    expect(() => openTrailCursor(account, keyId, nextCursor)).toThrow('invalid_request');
  const other = { ...account, signingSecret: 'another' };
  expect(() => openTrailCursor(other, 'k1', nextCursor)).toThrow('invalid_request');
});

describe('changes', () => {
  it('are the fields that differ, of what is made or deleted all that have a value', () => {
    const facts = { name: 'a', description: null, days: [1, 2] };
    expect(findChanges(facts, { ...facts, days: [1, 2] })).toEqual({});
    expect(findChanges(facts, { ...facts, days: [2] })).toEqual({ days: { before: [1, 2], after: [2] } });
    expect(findChanges(null, facts)).toEqual({
      name: { before: null, after: 'a' },
      days: { before: null, after: [1, 2] },
    });
    expect(findChanges(facts, null).name).toEqual({ before: 'a', after: null });
  });

  it('of a key and an account are told as the API shows the fields', () => {
    const key = { ...sampleKey(), name: 'Server', description: null, expiresAt: null };
    expect(changeOfKey('edit_key', key, { expiresAt: at }).changes).toEqual({
      expiresAt: { before: null, after: '2027-05-05T10:00:00Z' },
    });
    const account = { ...sampleAccount(), timeZone: 'UTC' };
    expect(changeOfAccount('edit_account', account, { timeZone: 'Asia/Tokyo' })).toMatchObject({
      key: null,
      changes: { timeZone: { before: 'UTC', after: 'Asia/Tokyo' } },
    });
  });

  it('of secrets go by their numbers, and hold no hash', () => {
    const before = sampleSecrets();
    const next = { no: 2, hash: 'hash of the new secret' };
    const change = changeOfSecrets(
      'rotate_key',
      sampleKey(),
      before,
      { ...before, next, rotation: { startedAt: at, overlapSeconds: 0 } },
      at,
    );
    expect(change.changes).toEqual({
      rotation: { before: null, after: 'pending' },
      newSecretNo: { before: null, after: 2 },
    });
    expect(JSON.stringify(change)).not.toContain('hash');
  });
});

it('says of too many changes how long it is until the day ends, in UTC', () => {
  expect(tooManyChanges(new Date('2027-05-05T23:59:58.500Z'))).toMatchObject({
    code: 'rate_limited',
    retryAfterSeconds: 2,
  });
});
