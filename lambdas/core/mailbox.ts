import { createHash } from 'node:crypto';

/** Between two requests for confirmation to one mailbox, whoever asks. */
export const askPauseMs = 86_400_000;

/** How long a mailbox whose mail bounced is not asked. */
const bounceMemoryMs = 30 * 86_400_000;

/** What is known about a mailbox, whichever accounts send to it. */
export interface Mailbox {
  bouncedAt: Date | null;
  /** Never undone by a bounce. */
  complainedAt: Date | null;
  /** When it was last asked for a confirmation, or was about to be. */
  askedAt: Date | null;
  /** The request that had this turn. */
  askedBy: (Omit<MailboxRequest, 'email'> & { mailboxId: string }) | null;
  /** Accounts that have asked it. */
  accounts: readonly string[];
}

export interface MailboxRequest {
  accountId: string;
  /** As the account spells it. */
  email: string;
  requestedAt: Date;
}

/** The mailbox of an address: stored and looked up by a hash, since it may be a stranger's. */
export function mailboxId(email: string): string {
  return createHash('sha256').update(email.toLowerCase()).digest('base64url');
}

/** The address without its `+tag`: whoever has many spellings is asked once. */
export function withoutTag(email: string): string {
  const [local = '', domain = ''] = splitAddress(email);
  return `${local.replace(/(?<=.)\+.*$/, '')}@${domain}`;
}

function splitAddress(email: string): [local: string, domain: string] {
  const at = email.lastIndexOf('@');
  return [email.slice(0, at), email.slice(at + 1)];
}

/**
 * What a request for confirmation that did not get its turn has to do: `never` when its reader has complained,
 * `bounced`, `adopt` the request that the same account has sent to the mailbox within a day, whose link works
 * then, or wait `until`.
 */
export type MissedTurn =
  | { act: 'never' | 'bounced' }
  | { act: 'adopt'; requestedAt: Date; askedAt: Date }
  | { act: 'wait'; until: Date };

export function missedTurn(
  { complainedAt, askedAt, askedBy }: Mailbox,
  { accountId, email }: Pick<MailboxRequest, 'accountId' | 'email'>,
  now: Date,
): MissedTurn {
  if (complainedAt) return { act: 'never' };
  if (askedAt && askedBy?.accountId === accountId && askedBy.mailboxId === mailboxId(email)) {
    return { act: 'adopt', requestedAt: askedBy.requestedAt, askedAt };
  }
  return { act: 'wait', until: new Date((askedAt ?? now).getTime() + askPauseMs) };
}

/** Whether mail to the mailbox has bounced of late, and nobody has said since that it works again. */
export function hasBounced({ bouncedAt }: Mailbox, retriedAt: Date | null, now: Date): boolean {
  if (!bouncedAt || (retriedAt && retriedAt >= bouncedAt)) return false;
  return now.getTime() - bouncedAt.getTime() < bounceMemoryMs;
}
