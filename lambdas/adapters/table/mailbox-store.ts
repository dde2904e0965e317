import type { AddressError } from '../../core/mail-problem.ts';
import { askPauseMs, type Mailbox, type MailboxRequest, mailboxId, withoutTag } from '../../core/mailbox.ts';
import type { ItemKey } from './item-keys.ts';
import { mailboxItemKey } from './item-keys.ts';
import type { MailboxItem } from './mail-item-shapes.ts';
import type { TableClient } from './table-client.ts';

/** What is known about mailboxes over all accounts; an item for each, under a hash of its address. */
export class MailboxStore {
  readonly #table: TableClient;

  constructor(table: TableClient) {
    this.#table = table;
  }

  /** The mailbox of exactly this address. */
  async get(email: string): Promise<Mailbox> {
    return toMailbox(await this.#table.get<MailboxItem>(keyOf(email)));
  }

  /**
   * Takes the turn to ask a mailbox, whatever its spelling, for a confirmation. One write decides between
   * accounts that try at once. A request that has the turn may repeat its mail.
   * @returns null when it is this request's turn, else the mailbox
   */
  async takeTurn(request: MailboxRequest, now: Date): Promise<Mailbox | null> {
    const { accountId, email, requestedAt } = request;
    const key = keyOf(withoutTag(email));
    const { done } = await this.#table.update<MailboxItem>(key, {
      expression: 'SET askedAtMs = :now, askedBy = :by ADD accounts :account',
      condition:
        'attribute_not_exists(complainedAtMs) AND (attribute_not_exists(askedAtMs) OR askedAtMs <= :before OR askedBy = :by)',
      values: {
        ':now': now.getTime(),
        ':before': now.getTime() - askPauseMs,
        ':by': `${accountId} ${requestedAt.getTime()} ${mailboxId(email)}`,
        ':account': new Set([accountId]),
      },
    });
    return done ? null : toMailbox(await this.#table.get<MailboxItem>(key));
  }

  /**
   * Records that mail to an address bounced for good, or that its reader has complained.
   * @returns the accounts that have asked the mailbox
   */
  async recordTrouble(email: string, reason: AddressError, now: Date): Promise<readonly string[]> {
    const attribute = reason === 'bounced' ? 'bouncedAtMs' : 'complainedAtMs';
    const plain = withoutTag(email);
    // A bounce is of one spelling; a complaint is a person's.
    const concerned = reason === 'complained' ? [...new Set([email, plain])] : [email];
    for (const address of concerned) {
      await this.#table.update<MailboxItem>(keyOf(address), {
        expression: `SET ${attribute} = :now`,
        values: { ':now': now.getTime() },
      });
    }
    return (await this.get(plain)).accounts;
  }

  /** Forgets a complaint and a bounce, as whoever signs in with the address may ask. */
  async forgive(email: string): Promise<void> {
    for (const address of new Set([email, withoutTag(email)])) {
      await this.#table.update<MailboxItem>(keyOf(address), {
        expression: 'REMOVE complainedAtMs, bouncedAtMs',
        condition: 'attribute_exists(pk)',
      });
    }
  }
}

function keyOf(email: string): ItemKey {
  return mailboxItemKey(mailboxId(email));
}

function toMailbox(item: MailboxItem | null): Mailbox {
  const instant = (ms: number | undefined) => (ms === undefined ? null : new Date(ms));
  const [accountId, requestedAtMs, mailbox] = item?.askedBy?.split(' ') ?? [];
  return {
    bouncedAt: instant(item?.bouncedAtMs),
    complainedAt: instant(item?.complainedAtMs),
    askedAt: instant(item?.askedAtMs),
    askedBy:
      accountId && requestedAtMs && mailbox
        ? { accountId, requestedAt: new Date(Number(requestedAtMs)), mailboxId: mailbox }
        : null,
    accounts: [...(item?.accounts ?? [])],
  };
}
