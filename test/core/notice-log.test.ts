import { type NoticeRecord, openLogCursor, viewLogPage } from '../../lambdas/core/notice-log.ts';
import { sampleAccount } from './sample-account.ts';

const account = sampleAccount();
const record: NoticeRecord = {
  kind: 'expiring',
  leadDays: 7,
  accountId: account.accountId,
  keyId: 'k'.repeat(12),
  name: 'Server',
  at: new Date('2026-06-15T12:00:00.999Z'),
  expiresAt: new Date('2026-06-22T12:00:00Z'),
  messageId: 'm-1',
  outcome: 'sent',
  to: ['holder@example.com'],
};

describe('the log of notices', () => {
  it('shows what was sent, and not the ids of mails', () => {
    const { items } = viewLogPage(account, { records: [record], nextPosition: null });
    expect(items).toEqual([
      {
        at: '2026-06-15T12:00:00Z',
        accessKey: 'AAAAAAAAAAAAkkkkkkkkkkkk',
        name: 'Server',
        kind: 'expiring',
        leadDays: 7,
        expiresAt: '2026-06-22T12:00:00Z',
        delivered: true,
        outcome: 'sent',
        to: ['holder@example.com'],
      },
    ]);
  });

  it('says what could not be delivered', () => {
    const givenUp: NoticeRecord = {
      ...record,
      kind: 'expired',
      leadDays: null,
      messageId: null,
      outcome: 'not_delivered',
      to: [],
    };
    const { items } = viewLogPage(account, { records: [givenUp], nextPosition: null });
    expect(items[0]).toMatchObject({ kind: 'expired', leadDays: null, delivered: false, to: [] });
    expect(items[0]).toMatchObject({ outcome: 'not_delivered' });
  });

  it('calls delivered only what the mail service is known to have accepted', () => {
    const unconfirmed: NoticeRecord = { ...record, messageId: null, outcome: 'unconfirmed' };
    const { items } = viewLogPage(account, { records: [unconfirmed], nextPosition: null });
    expect(items[0]).toMatchObject({ delivered: false, outcome: 'unconfirmed', to: ['holder@example.com'] });
  });

  it('goes on where its cursor says, and ends without one', () => {
    const { nextCursor } = viewLogPage(account, { records: [record], nextPosition: 'NOTICE#1#k' });
    expect(openLogCursor(account, nextCursor)).toBe('NOTICE#1#k');
    expect(openLogCursor(account, null)).toBeNull();
    expect(viewLogPage(account, { records: [record], nextPosition: null }).nextCursor).toBeNull();
  });

  it('accepts no cursor that it has not handed out to this account', () => {
    const { nextCursor } = viewLogPage(account, { records: [record], nextPosition: 'NOTICE#1#k' });
    const others = [
      sampleAccount({ accountId: 'B'.repeat(12) }),
      sampleAccount({ signingSecret: 'another' }),
    ];
    for (const other of others) {
      expect(() => openLogCursor(other, nextCursor)).toThrow(
        expect.objectContaining({
          code: 'invalid_request',
          errors: [{ field: 'cursor', detail: 'must be a nextCursor of this list' }],
        }),
      );
    }
    expect(() => openLogCursor(account, 'x')).toThrow();
  });
});
