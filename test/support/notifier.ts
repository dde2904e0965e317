import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { MailTags } from '../../lambdas/adapters/mail/mail-tags.ts';
import { type Mail, MailError, type MailErrorKind } from '../../lambdas/adapters/mail/mailer.ts';
import { AccountCreation } from '../../lambdas/adapters/table/account-creation.ts';
import { readDueAccounts } from '../../lambdas/adapters/table/due-queue.ts';
import { KeyStore } from '../../lambdas/adapters/table/key-store.ts';
import { MailboxStore } from '../../lambdas/adapters/table/mailbox-store.ts';
import { NoticeLogReader } from '../../lambdas/adapters/table/notice-log-reader.ts';
import { NoticeStore } from '../../lambdas/adapters/table/notice-store.ts';
import { QueuedKeys } from '../../lambdas/adapters/table/queued-keys.ts';
import { RotationStore } from '../../lambdas/adapters/table/rotation-store.ts';
import { TableClient } from '../../lambdas/adapters/table/table-client.ts';
import { UsageStore } from '../../lambdas/adapters/table/usage-store.ts';
import type { KeyAddress } from '../../lambdas/core/access-key.ts';
import type { Account } from '../../lambdas/core/account.ts';
import { defaultBrandColor } from '../../lambdas/core/brand-colours.ts';
import type { MailsPerDay } from '../../lambdas/core/daily-mails.ts';
import type { GatheringRules } from '../../lambdas/core/gathering.ts';
import type { Key, NewKey } from '../../lambdas/core/key.ts';
import type { NoticeRecord } from '../../lambdas/core/notice-log.ts';
import { beginRotation, type SelfRotation } from '../../lambdas/core/rotation.ts';
import { countCalls } from '../../lambdas/core/usage-count.ts';
import { createMailLook } from '../../lambdas/notifier/mails/mail-look.ts';
import { type SweepOptions, type SweepResult, sweep } from '../../lambdas/notifier/sweep.ts';
import type { TestTable } from './test-table.ts';

export interface SentMail extends Mail, MailTags {
  at: Date;
}

/** A mail service in memory that can be told to fail. */
export class FakeMailer {
  readonly sent: SentMail[] = [];
  /** Decides over each mail; null: take it. An `unknown` one may be taken all the same: `takesUnknown`. */
  fault: (mail: Mail) => MailErrorKind | null = () => null;
  /** Whether a mail whose outcome is reported as unknown was taken. */
  takesUnknown = false;
  readonly #clock: () => Date;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  async send(mail: Mail, { accountId, attemptId }: MailTags): Promise<string> {
    const kind = this.fault(mail);
    if (kind === null || (kind === 'unknown' && this.takesUnknown)) {
      this.sent.push({ ...mail, accountId, attemptId, at: this.#clock() });
    }
    if (kind) throw new MailError(kind, new Error('injected'));
    return `message-${this.sent.length}`;
  }
}

const look = createMailLook('API keys', defaultBrandColor);

/** The notifier on a test table, with a clock that the test moves. */
export class NotifierBench {
  now: Date;
  readonly mailer: FakeMailer;
  readonly accounts: AccountCreation;
  readonly keys: KeyStore;
  readonly notices: NoticeStore;
  readonly noticeLog: NoticeLogReader;
  readonly mailboxes: MailboxStore;
  readonly usage: UsageStore;
  readonly rotations: RotationStore;
  /** The operator's defaults. */
  gathering: GatheringRules = {
    expiring: { atOnce: 2, intervalMs: 4 * 3_600_000 },
    expired: { atOnce: 3, intervalMs: 3_600_000 },
  };
  mailsPerDay: MailsPerDay = { holder: 30, recipients: 20 };
  readonly errors: [accountId: string, error: unknown][] = [];
  readonly #table: TestTable;
  #runs = 0;

  constructor(table: TestTable, now: Date) {
    this.now = now;
    this.#table = table;
    this.mailer = new FakeMailer(() => this.now);
    const stores = this.#stores(table.documents);
    this.accounts = stores.accounts;
    this.keys = stores.keys;
    this.notices = stores.notices;
    this.noticeLog = new NoticeLogReader(new TableClient(table.documents, table.tableName));
    this.mailboxes = stores.mailboxes;
    this.usage = stores.usage;
    this.rotations = stores.rotations;
  }

  advance(days: number): void {
    this.now = new Date(this.now.getTime() + days * 86_400_000);
  }

  /** Creates a key now, or at another time, far below the limit. */
  newKey(account: Account, fields: Parameters<KeyStore['create']>[1], now = this.now): Promise<NewKey> {
    return this.keys.create(account, fields, { keyLimit: 100, now });
  }

  async newAccount(email = `holder${++holders}@example.com`) {
    return (await this.accounts.ensure({ sub: email, email }, this.now)).account;
  }

  /** An account with a key that expires in 8 days: its first notice is due in one. */
  async newDueAccount(email?: string) {
    const account = await this.newAccount(email);
    const expiresAt = new Date(this.now.getTime() + 8 * 86_400_000);
    const { key } = await this.newKey(account, { name: 'Server', description: null, expiresAt });
    return { account, key };
  }

  /** How many mails an address has got. */
  mailsTo(email: string): number {
    return this.mailer.sent.filter(({ to }) => to === email).length;
  }

  /** Gives a key a new secret, as its holder or, with `byKey`, as itself; what was in progress ends. */
  rotate(
    address: KeyAddress,
    { overlapSeconds = 86_400, byKey }: { overlapSeconds?: number; byKey?: SelfRotation } = {},
    rotations = this.rotations,
  ): Promise<Key> {
    const request = { hash: `hash ${++secrets}`, overlapSeconds, force: true, ...(byKey && { byKey }) };
    return rotations.change(
      address,
      (known, { expiresAt }) => beginRotation(known, request, { expiresAt, counting: null, now: this.now }),
      { editedAt: this.now },
    );
  }

  /** A call with one of a key's secrets reaches the log, and is counted. */
  async call({ accountId, keyId }: KeyAddress, secretNo: number): Promise<void> {
    const logged = { at: this.now, outcome: 'success' as const, from: null, secretNo, isWhoami: false };
    const [batch] = countCalls([{ accountId, keyId, ...logged }]);
    if (batch) await this.usage.count(batch, `batch ${++secrets}`, this.now);
    await this.usage.noteCounted(this.now, this.now);
  }

  async logOf({ accountId }: Account): Promise<NoticeRecord[]> {
    return (await this.noticeLog.read(accountId, 100, null, this.now)).records;
  }

  /** One run of the notifier; `client` is the table as that run has it. */
  run(
    { pageSize, ...options }: Partial<SweepOptions> & { pageSize?: number } = {},
    client: DynamoDBDocumentClient = this.#table.documents,
  ): Promise<SweepResult> {
    const { usage, rotations: _, queuedKeys: keys, ...stores } = this.#stores(client);
    const dependencies = {
      gathering: this.gathering,
      mailsPerDay: this.mailsPerDay,
      ...stores,
      keys,
      readCounting: () => usage.readCounting(),
      mailer: this.mailer,
      look,
      portalUrl: 'https://keys.example.com',
      clock: () => this.now,
    };
    const table = new TableClient(client, this.#table.tableName);
    return sweep(dependencies, readDueAccounts(table, this.now, pageSize), {
      owner: `run-${++this.#runs}`,
      leaseSeconds: 300,
      mailsPerSecond: 100_000,
      concurrency: 10,
      hasTime: () => true,
      onError: (accountId, error) => this.errors.push([accountId, error]),
      ...options,
    });
  }

  #stores(client: DynamoDBDocumentClient) {
    const table = new TableClient(client, this.#table.tableName);
    const leadDays = [30, 7, 1];
    return {
      accounts: new AccountCreation(table, leadDays),
      keys: new KeyStore(table, leadDays),
      queuedKeys: new QueuedKeys(table, leadDays),
      notices: new NoticeStore(table, leadDays),
      mailboxes: new MailboxStore(table),
      usage: new UsageStore(table),
      rotations: new RotationStore(table),
    };
  }
}

let holders = 0;
let secrets = 0;
