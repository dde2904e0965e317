import { randomUUID } from 'node:crypto';
import { type EngineClient, emptyEngine, startMs } from '../support/engine-client.ts';
import { type Holder, patiently, wanted } from '../support/engine-holder.ts';
import { mailsTo, runNotifier, subjectsTo } from '../support/engine-mails.ts';
import { expectProblem } from '../support/engine-problems.ts';

const day = 86_400;

let engine: EngineClient;

beforeAll(async () => {
  engine = await emptyEngine();
}, startMs);
afterAll(() => engine?.reset());

const newAddresses = (count: number) =>
  Array.from({ length: count }, (_, n) => `reader-${n}-${randomUUID()}@example.com`);
const patch = (holder: Holder, changes: object) =>
  patiently(() => holder.call('PATCH', '/api/v1/account', changes));
const countTo = async (emails: readonly string[]) => {
  const each = await Promise.all(emails.map((email) => mailsTo(engine, email)));
  return each.map((mails) => mails.length);
};
const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

/** Makes a key about which there is something to tell a minute later, and has the notifier run by then. */
async function provokeDigest(holder: Holder, status: 'expiring' | 'expired'): Promise<void> {
  const untilThen = 60;
  const expiresAt = await engine.after(untilThen + (status === 'expiring' ? day : 0));
  const { accessKey } = await holder.createKey({ name: 'bait', expiresAt });
  await engine.advance(untilThen);
  expect((await holder.key(accessKey)).status).toBe(status);
  await runNotifier(engine);
}

async function confirm(email: string): Promise<void> {
  const [request] = await mailsTo(engine, email);
  const [path = ''] = /\/api\/v1\/notice-emails\/\S+/.exec(request?.body.text ?? '') ?? [];
  wanted(await patiently(() => engine.management({ method: 'POST', path })), 200);
}

// Each bound holds however slow the machine is: nothing comes back within the hour.
it('keys that expire one after the other make five mails at once, and recipients get 20 in all', async () => {
  const holder = await engine.newHolder();
  const readers = newAddresses(5);
  wanted(await patch(holder, { noticeEmails: readers, noticeLeadDays: [1] }), 200);
  await runNotifier(engine);
  for (const email of readers) await confirm(email);

  for (let n = 0; n < 4; n++) await provokeDigest(holder, 'expired');
  // Three at once; each reader has been asked, and told of the same three.
  expect(await countTo([holder.email, ...readers])).toEqual([3, 4, 4, 4, 4, 4]);
  for (let n = 0; n < 3; n++) await provokeDigest(holder, 'expiring');
  // Two more for the holder, the first of which takes the fourth expired key along. The readers' day is full.
  expect(await countTo([holder.email, ...readers])).toEqual([5, 4, 4, 4, 4, 4]);
  expect((await subjectsTo(engine, holder.email))[3]).toMatch(/has expired.*expires in 1 day/);

  // Saying that mail arrives again brings no more of it.
  const retry = () => patiently(() => holder.call('POST', '/api/v1/account/retry-delivery'));
  for (let n = 0; n < 3; n++) {
    wanted(await retry(), 200);
    await runNotifier(engine);
  }
  const refused = await retry();
  expectProblem(refused, 429, 'rate_limited');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(day - 3_600);
  expect(await countTo([holder.email, ...readers])).toEqual([5, 4, 4, 4, 4, 4]);
});

it('addresses that come and go make ten requests a day, one to each mailbox', async () => {
  const holder = await engine.newHolder();
  const readers = newAddresses(11);
  const spelling = (email = '', tag: string) => email.replace('@', `+${tag}@`);
  for (const five of [readers.slice(0, 5), readers.slice(5, 10), readers.slice(0, 5), readers.slice(5, 10)]) {
    wanted(await patch(holder, { noticeEmails: five }), 200);
    await runNotifier(engine);
  }
  for (const email of [readers[10], spelling(readers[0], 'again')]) {
    expectProblem(await patch(holder, { noticeEmails: [email] }), 429, 'rate_limited');
  }
  // Others ask the same mailboxes, in other spellings.
  const accomplices = [await engine.newHolder(), await engine.newHolder()];
  for (const [n, accomplice] of accomplices.entries()) {
    const noticeEmails = readers.slice(0, 5).map((email) => (n === 0 ? email : spelling(email, 'me')));
    wanted(await patch(accomplice, { noticeEmails }), 200);
    await runNotifier(engine);
  }
  expect(await countTo(readers)).toEqual([...Array(10).fill(1), 0]);
  expect(total(await countTo(readers.map((email) => spelling(email, 'me'))))).toBe(0);
});
