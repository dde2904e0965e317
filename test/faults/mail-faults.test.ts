import type { Context } from 'aws-lambda';
import { MailHost } from '../../engine/src/mail/mail-host.ts';
import { SesEndpoint } from '../../engine/src/mail/ses-endpoint.ts';
import { environmentNames } from '../../lambdas/adapters/environment.ts';
import type { SweepResult } from '../../lambdas/notifier/sweep.ts';
import { freePorts } from '../support/engine-ports.ts';
import { type Fate, FaultProxy, faults, mailService } from '../support/fault-proxy.ts';
import { setFunctionEnvironment } from '../support/function-environment.ts';
import { NotifierBench } from '../support/notifier.ts';
import { drawSeed, SeededRandom } from '../support/seeded-random.ts';
import { setDate } from '../support/set-date.ts';
import { sizedBy } from '../support/sizes.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';

jest.setTimeout(240_000);

type Notifier = typeof import('../../lambdas/handlers/notifier.ts').handler;

/** Accounts in the storm. */
const accountCount = sizedBy('LATCHKEY_TEST_ACCOUNTS', { usual: 15, large: 60 });
const minuteMs = 60_000;
const seed = drawSeed();

let inbox: MailHost;
let ses: SesEndpoint;
let table: TestTable;
let tableProxy: FaultProxy;
let mailProxy: FaultProxy;
let bench: NotifierBench;
/** The process that works off the schedule; loading it takes longer than a run. */
let notifier: Notifier;

beforeAll(async () => {
  inbox = await MailHost.start(await freePorts());
  ses = await SesEndpoint.start(inbox.endpoint);
});
afterAll(async () => {
  await ses.close();
  await inbox.close();
});
beforeEach(async () => {
  table = await openTestTable();
  tableProxy = await FaultProxy.open(table.endpoint);
  mailProxy = await FaultProxy.open(ses.endpoint, mailService);
  setDate(new Date('2027-01-10T12:00:00Z'));
  bench = new NotifierBench(table, new Date());
  notifier = await loadNotifier();
});
afterEach(async () => {
  jest.useRealTimers();
  await mailProxy.close();
  await tableProxy.close();
  await table.close();
});

/** Whose response is lost or no response at all, so that the notifier can't know whether the mail was taken. */
const takenUnseen = faults.filter((fault) => fault.endsWith('-after'));

it.each(faults)(
  'loses no mail when the mail service suffers from %s: it goes out by the next run, or after a quarter of an hour',
  async (fault) => {
    const email = await newDueAccount();
    mailProxy.replan(() => fault);
    const first = await run();
    expect(first).toMatchObject({ accounts: 1, mails: 0, undeliverable: 0 });
    expect(first.stopped).toBe(/^(throttled|request-limit)$/.test(fault) ? 'throttled' : null);
    mailProxy.replan(() => null);
    if (first.stopped === null) {
      // The mail service may have taken it: it gets time to say so.
      expect(await run()).toMatchObject({ accounts: 0 });
      jest.advanceTimersByTime(16 * minuteMs);
    }
    expect(await run()).toMatchObject({ mails: 1, failures: 0, stopped: null });
    expect(await run()).toMatchObject({ accounts: 0 });
    // Doubled only where nobody can know that it was taken.
    expect(await mailsTo(email)).toBe(takenUnseen.includes(fault) ? 2 : 1);
    const account = (await bench.accounts.find(email)) ?? fail();
    const { records } = await bench.noticeLog.read(account.accountId, 10, null, new Date());
    expect(records).toEqual([expect.objectContaining({ kind: 'expiring', messageId: expect.any(String) })]);
    expect(account.undeliverable).toBeNull();
  },
);

it('loses no mail under random failures of table and SES, and sends none twice without reporting a failure', async () => {
  const random = new SeededRandom(seed);
  // Those that are found out by waiting alone would make it a slow storm.
  const storms: Fate[] = [...faults.filter((fault) => !/^(silent|stalled)/.test(fault)), 50, 400];
  const emails: string[] = [];
  for (let n = 0; n < accountCount; n += 1) emails.push(await newDueAccount());
  mailProxy.replan(() => (random.chance(0.25) ? random.pick(storms) : null));
  tableProxy.replan(() => (random.chance(0.15) ? random.pick(storms) : null));
  let failures = 0;
  let runs = 0;
  for (; runs < 60; runs += 1) {
    // Processes come and go.
    if (runs % 10 === 9) notifier = await loadNotifier();
    // A run that fails as a whole is started again by its schedule.
    const result = await run().catch(() => null);
    failures += result?.failures ?? 0;
    if ((await Promise.all(emails.map(outcomeOf))).every((outcome) => outcome !== undefined)) break;
    // Beyond the lease of a run that could not even give it back, and the pauses of what is tried again.
    jest.advanceTimersByTime(20 * minuteMs);
  }
  mailProxy.replan(() => null);
  tableProxy.replan(() => null);
  for (let more = 0; more < 3; more += 1) {
    jest.advanceTimersByTime(6 * 60 * minuteMs);
    await run();
  }
  expect([seed, (await run()).accounts]).toEqual([seed, 0]);
  const counts = await Promise.all(emails.map(mailsTo));
  const outcomes = await Promise.all(emails.map(outcomeOf));
  // What the mail service may have taken three times without a word is not sent again, and the log says so.
  const lost = counts.filter((count, index) => count === 0 && outcomes[index] !== 'unconfirmed');
  expect([seed, lost]).toEqual([seed, []]);
  expect([seed, counts.filter((count) => count > 3)]).toEqual([seed, []]);
  const doubled = counts.reduce((sum, count) => sum + Math.max(0, count - 1), 0);
  expect([seed, doubled <= failures]).toEqual([seed, true]);
  console.log(
    `seed ${seed}: ${accountCount} accounts, ${runs} runs, ${failures} failures, ${doubled} doubled.`,
  );
});

it('sends one mail when AWS delivers the event of a run twice at the same time', async () => {
  const email = await newDueAccount();
  const context = contextOf('same');
  await Promise.all([notifier({}, context), notifier({}, context)]);
  expect(await mailsTo(email)).toBe(1);
});

let people = 0;

/** What the log says of somebody's one notice. */
async function outcomeOf(email: string): Promise<string | undefined> {
  const account = (await bench.accounts.find(email)) ?? fail();
  const { records } = await bench.noticeLog.read(account.accountId, 10, null, new Date());
  return records[0]?.outcome;
}

/** Somebody who is owed one notice now. @returns the address, which is the sign-in as well */
async function newDueAccount(): Promise<string> {
  people += 1;
  const email = `owed-${process.pid}-${people}@example.com`;
  bench.now = new Date(Date.now() - 86_400_000 - minuteMs);
  const account = await bench.newAccount(email);
  const expiresAt = new Date(bench.now.getTime() + 8 * 86_400_000);
  await bench.newKey(account, { name: 'Server', description: null, expiresAt });
  return email;
}

/** One run of the deployed notifier. */
async function run(): Promise<SweepResult> {
  people += 1;
  return notifier({}, contextOf(`run-${people}`));
}

const contextOf = (awsRequestId: string) =>
  ({ awsRequestId, getRemainingTimeInMillis: () => 120_000 }) as Context;

/** The deployed notifier, in a process of its own. */
async function loadNotifier(): Promise<Notifier> {
  setFunctionEnvironment(table, {
    AWS_ENDPOINT_URL_DYNAMODB: tableProxy.endpoint,
    AWS_ENDPOINT_URL_SES: mailProxy.endpoint,
    [environmentNames.mailsPerSecond]: '100000',
    [environmentNames.expiringMailsAtOnce]: '2',
    [environmentNames.expiringMailHours]: '4',
    [environmentNames.expiredMailsAtOnce]: '3',
    [environmentNames.expiredMailHours]: '1',
    [environmentNames.holderMailsPerDay]: '30',
    [environmentNames.recipientMailsPerDay]: '20',
    [environmentNames.senderEmail]: 'keys@example.com',
    [environmentNames.configurationSet]: 'mails',
    [environmentNames.portalUrl]: 'https://keys.example.com',
    POWERTOOLS_METRICS_DISABLED: 'true',
  });
  let loaded: Notifier | undefined;
  await jest.isolateModulesAsync(async () => {
    ({ handler: loaded } = await import('../../lambdas/handlers/notifier.ts'));
  });
  return loaded ?? fail();
}

async function mailsTo(email: string): Promise<number> {
  const response = await fetch(`${inbox.endpoint}/store`);
  // What the inbox promises of this page.
  const { emails } = (await response.json()) as { emails: { destination: { to: string[] } }[] };
  return emails.filter(({ destination }) => destination.to.includes(email)).length;
}

function fail(): never {
  throw new Error('There is none.');
}
