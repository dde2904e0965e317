import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { environmentNames, requireEnv, requireEnvInteger } from '../adapters/environment.ts';
import { Mailer } from '../adapters/mail/mailer.ts';
import { AccountStore } from '../adapters/table/account-store.ts';
import { readDueAccounts } from '../adapters/table/due-queue.ts';

import { MailboxStore } from '../adapters/table/mailbox-store.ts';
import { NoticeStore } from '../adapters/table/notice-store.ts';
import { QueuedKeys } from '../adapters/table/queued-keys.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { connectTable } from '../adapters/table/table-connection.ts';
import { UsageReader } from '../adapters/table/usage-reader.ts';
import { defaultBrandColor } from '../core/brand-colours.ts';
import { createMailLook, type MailLogo } from '../notifier/mails/mail-look.ts';
import { type SweepResult, sweep } from '../notifier/sweep.ts';

/**
 * Above the function's time limit (lib/notices-stack.ts), so that the lease of a run that is only slow never
 * expires.
 */
const leaseSeconds = 300;

/** Enough to finish the accounts that the run has begun. */
const reserveMilliseconds = 25_000;

const hourMs = 3_600_000;
const mailsPerSecond = requireEnvInteger(environmentNames.mailsPerSecond);
const senderName = process.env[environmentNames.senderName] ?? '';
const { accounts, keys, notices, mailboxes, usage } = connectStores({
  accounts: AccountStore,
  keys: QueuedKeys,
  notices: NoticeStore,
  mailboxes: MailboxStore,
  usage: UsageReader,
});
const table = connectTable(requireEnv(environmentNames.tableName));
const logger = new Logger();
const metrics = new Metrics();
const dependencies = {
  accounts,
  keys,
  notices,
  mailboxes,
  // A notice is owed in any case: it goes without facts of use rather than not.
  readCounting: () =>
    usage.readCounting().catch((error: Error) => {
      logger.error('The state of counting could not be read.', { error });
      return null;
    }),
  mailer: new Mailer({
    sender: {
      address: requireEnv(environmentNames.senderEmail),
      name: senderName,
      replyTo: process.env[environmentNames.replyToEmail] ?? null,
    },
    configurationSet: requireEnv(environmentNames.configurationSet),
  }),
  gathering: {
    expiring: {
      atOnce: requireEnvInteger(environmentNames.expiringMailsAtOnce),
      intervalMs: requireEnvInteger(environmentNames.expiringMailHours) * hourMs,
    },
    expired: {
      atOnce: requireEnvInteger(environmentNames.expiredMailsAtOnce),
      intervalMs: requireEnvInteger(environmentNames.expiredMailHours) * hourMs,
    },
  },
  mailsPerDay: {
    holder: requireEnvInteger(environmentNames.holderMailsPerDay),
    recipients: requireEnvInteger(environmentNames.recipientMailsPerDay),
  },
  look: createMailLook(
    process.env[environmentNames.brandName] || senderName || requireEnv(environmentNames.senderEmail),
    process.env[environmentNames.brandColor] ?? defaultBrandColor,
    readLogo(),
    process.env[environmentNames.termsUrl],
  ),
  portalUrl: requireEnv(environmentNames.portalUrl),
  clock: () => new Date(),
};

function readLogo(): MailLogo | undefined {
  const url = process.env[environmentNames.brandLogoUrl];
  if (!url) return undefined;
  const [width = 0, height = 0] = requireEnv(environmentNames.brandLogoSize).split('x').map(Number);
  return { url, width, height };
}

/**
 * Sends what is due. Runs on a schedule; runs may overlap, and any run may end early: the queue is in the
 * table.
 * @throws Error when SES accepts no mail from this sender at all, so that the run counts as failed
 */
export async function handler(_event: unknown, context: Context): Promise<SweepResult> {
  const result = await sweep(dependencies, readDueAccounts(table, new Date()), {
    // Not the request's id: AWS may deliver one event twice, at the same time.
    owner: randomUUID(),
    leaseSeconds,
    mailsPerSecond,
    concurrency: 10,
    hasTime: () => context.getRemainingTimeInMillis() > reserveMilliseconds,
    onError: (accountId, error) =>
      logger.error('An account could not be served.', { accountId, error: error as Error }),
  });
  addIfAny('MailsSent', result.mails);
  addIfAny('NoticesSent', result.notices);
  addIfAny('OldestOverdueNotice', result.oldestOverdueSeconds, MetricUnit.Seconds);
  addIfAny('MailsFailed', result.failures);
  addIfAny('AccountsUndeliverable', result.undeliverable);
  addIfAny('MailsUnconfirmed', result.unconfirmed);
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  if (result.accounts > 0) logger.info('Sweep ended.', { ...result });
  if (result.stopped === 'misconfigured') {
    throw new Error('SES accepts no mail from this sender: see the runbook, article on the notifier.');
  }
  return result;
}

// A metric costs by the hour in which it has a value: an idle notifier has none.
function addIfAny(name: string, value: number, unit: 'Count' | 'Seconds' = MetricUnit.Count): void {
  if (value > 0) metrics.addMetric(name, unit, value);
}
