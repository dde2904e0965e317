import type { Account } from '../../lambdas/core/account.ts';

/** An account for tests; each named part replaces the sample's. */
export function sampleAccount(parts: Partial<Account> = {}): Account {
  return {
    signIns: [],
    externalId: null,
    accountId: 'A'.repeat(12),
    email: 'holder@example.com',
    emailIssuedAt: null,
    timeZone: 'UTC',
    noticeLeadDays: [30],
    noticeEmails: [],
    formerNoticeEmails: [],
    confirmationRequests: [],
    mailProblems: [],
    leftEmails: [],
    addressBounces: [],
    retries: [],
    retriedAt: null,
    leadTimeMailsOffSince: null,
    recipients: [],
    suspension: null,
    undeliverable: null,
    signingSecret: 'secret of this account',
    createdAt: new Date('2026-01-01T00:00:00.000Z'),
    updatedAt: new Date('2026-01-01T00:00:00.000Z'),
    version: 1,
    ...parts,
  };
}
