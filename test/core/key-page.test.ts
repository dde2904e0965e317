import fc from 'fast-check';
import { cutPage, type KeyPage } from '../../lambdas/core/key-page.ts';
import { Problem } from '../../lambdas/core/problem-catalogue.ts';
import { sampleAccount } from './sample-account.ts';
import { sampleKey } from './sample-key.ts';

const now = new Date('2026-06-15T12:00:00Z');
const account = sampleAccount();
const uncounted = { counting: null, daysOf: null };
const keysCreatedAt = (...milliseconds: number[]) =>
  milliseconds.map((ms, index) =>
    sampleKey({ keyId: `key${String(index).padStart(9, '0')}`, createdAt: new Date(ms) }),
  );

describe('key page', () => {
  it('gives every key exactly once over all pages, newest first, whatever the page size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 10 }),
        (creations, limit) => {
          const keys = keysCreatedAt(...creations);
          const seen: KeyPage['items'] = [];
          let cursor: string | null = null;
          do {
            const page: KeyPage = cutPage(
              { account, keys, ...uncounted },
              { status: null, limit, cursor },
              now,
            );
            expect(page.items.length).toBeLessThanOrEqual(limit);
            seen.push(...page.items);
            cursor = page.nextCursor;
          } while (cursor);
          expect(new Set(seen.map((key) => key.accessKey)).size).toBe(keys.length);
          expect(seen).toHaveLength(keys.length);
          const times = seen.map((key) =>
            keys.find((k) => key.accessKey.endsWith(k.keyId))?.createdAt.getTime(),
          );
          expect(times).toEqual([...creations].sort((a, b) => b - a));
        },
      ),
    );
  });

  it('keeps its place when keys are created and deleted between the pages', () => {
    const keys = keysCreatedAt(1, 2, 3, 4, 5);
    const first = cutPage({ account, keys, ...uncounted }, { status: null, limit: 2, cursor: null }, now);
    const changed = [
      ...keys.filter((key) => key.createdAt.getTime() !== 4),
      ...keysCreatedAt(0, 0, 0, 0, 0, 9).slice(5),
    ];
    const second = cutPage(
      { account, keys: changed, ...uncounted },
      { status: null, limit: 9, cursor: first.nextCursor },
      now,
    );
    expect(second.items.map((key) => key.accessKey.slice(-1))).toEqual(['2', '1', '0']);
  });

  it('filters by the status of this moment', () => {
    const keys = [
      sampleKey({ keyId: 'expired', expiresAt: now }),
      sampleKey({ keyId: 'active' }),
      sampleKey({ keyId: 'expiring', expiresAt: new Date(now.getTime() + 1000) }),
    ];
    for (const status of ['active', 'expiring', 'expired'] as const) {
      const { items } = cutPage({ account, keys, ...uncounted }, { status, limit: 50, cursor: null }, now);
      expect(items.map((key) => key.accessKey.slice(12))).toEqual([status]);
    }
  });

  describe('refuses a cursor that it did not hand out:', () => {
    const inventory = { account, keys: keysCreatedAt(1, 2, 3), ...uncounted };
    const { nextCursor } = cutPage(inventory, { status: null, limit: 1, cursor: null }, now);
    const valid = String(nextCursor);
    const open =
      (cursor: string, changes = {}, status: 'active' | null = null) =>
      () =>
        cutPage({ ...inventory, ...changes }, { status, limit: 1, cursor }, now);

    it('accepts the valid one', () => {
      expect(open(valid)).not.toThrow();
    });

    it.each([
      ['empty', ''],
      ['garbage', 'garbage'],
      ['another position', valid.replace(/^[^.]+/, btoa('1.key000000000'))],
      ['another signature', valid.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
      ['more parts', `${valid}.x`],
      ['no signature', valid.replace(/\.[^.]+$/, '.')],
      ['wide characters in the signature', `${valid.replace(/[^.]+$/, '')}${'é'.repeat(11)}`],
    ])('%s', (_, cursor) => {
      expect(open(cursor)).toThrow(Problem);
    });

    it("another account's", () => {
      expect(open(valid, { account: { ...account, accountId: 'B'.repeat(12) } })).toThrow(Problem);
      expect(open(valid, { account: { ...account, signingSecret: 'another' } })).toThrow(Problem);
    });

    it("another filter's", () => {
      expect(open(valid, {}, 'active')).toThrow(Problem);
    });
  });
});
