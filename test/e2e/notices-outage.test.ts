import { type EngineClient, emptyEngine, startMs } from '../support/engine-client.ts';
import { type Holder, wanted } from '../support/engine-holder.ts';
import { mailsTo, passDays, postLocal, runNotifier, subjectsTo } from '../support/engine-mails.ts';

const day = 86_400;

let engine: EngineClient;

beforeAll(async () => {
  engine = await emptyEngine();
}, startMs);
afterAll(() => engine?.reset());
// What the test before has left is told of first, so that a run counts this test's accounts alone.
beforeEach(async () => {
  await passDays(engine, 200, 100);
  expect(await runNotifier(engine)).toMatchObject({ accounts: 0 });
});

const subjects = (holder: Holder) => subjectsTo(engine, holder.email);
const keyFor = async (holder: Holder, days: number, name = 'Server') =>
  holder.createKey({ name, expiresAt: await engine.after(days * day) });
const bannerOf = async (holder: Holder) => wanted(await holder.call('GET', '/api/v1/notices'), 200);
const logOf = async (holder: Holder) => wanted(await holder.call('GET', '/api/v1/notices/log'), 200);

describe('when the notifier or the mail service was away', () => {
  it('tells only the most urgent fact, and the expiry however late', async () => {
    const holder = await engine.newHolder();
    await keyFor(holder, 40, 'Before');
    await keyFor(holder, 90, 'After');
    await engine.advance(84 * day);
    expect(await runNotifier(engine)).toMatchObject({ mails: 1, notices: 2 });
    expect(await subjects(holder)).toEqual(['Before has expired, 1 more expires in 6 days']);
    expect(await runNotifier(engine)).toMatchObject({ accounts: 0, mails: 0 });
  });

  it('stops politely when the mail service throttles, and loses and doubles nothing', async () => {
    const holders = [await engine.newHolder(), await engine.newHolder(), await engine.newHolder()];
    for (const holder of holders) await keyFor(holder, 7.1);
    await engine.advance(0.2 * day);
    expect((await postLocal(engine, 'refuse-mail', { code: 'Throttling' })).status).toBe(200);
    for (let run = 0; run < 2; run++) {
      const result = await runNotifier(engine);
      expect(result).toMatchObject({ mails: 0, failures: 0, stopped: 'throttled' });
      expect(result.oldestOverdueSeconds).toBeGreaterThan(0.09 * day);
    }
    await postLocal(engine, 'refuse-mail', { code: null });
    expect(await runNotifier(engine)).toMatchObject({ mails: 3, stopped: null, oldestOverdueSeconds: 0 });
    await runNotifier(engine);
    for (const holder of holders) expect(await subjects(holder)).toHaveLength(1);
  });

  it('fails loudly when the mail service takes no mail of the sender, and blames no account', async () => {
    const holder = await engine.newHolder();
    await keyFor(holder, 7.1);
    await engine.advance(0.2 * day);
    await postLocal(engine, 'refuse-mail', { code: 'MailFromDomainNotVerifiedException' });
    const response = await postLocal(engine, 'schedules/run');
    expect(response.status).toBe(500);
    expect(response.text).toContain('runbook');
    await postLocal(engine, 'refuse-mail', { code: null });
    expect(await runNotifier(engine)).toMatchObject({ mails: 1 });
    expect(await subjects(holder)).toHaveLength(1);
  });

  it('sends no second copy of a mail whose response was lost, once the mail service reports it as accepted', async () => {
    const holder = await engine.newHolder();
    await keyFor(holder, 7.1);
    await engine.advance(0.2 * day);
    await postLocal(engine, 'refuse-mail', { code: null, taken: true });
    expect(await runNotifier(engine)).toMatchObject({ mails: 0, failures: 1 });
    await postLocal(engine, 'refuse-mail', { code: null });
    expect(await runNotifier(engine)).toMatchObject({ accounts: 0 });
    await engine.advance(900);
    await runNotifier(engine);
    expect(await subjects(holder)).toHaveLength(1);
    expect(await logOf(holder)).toMatchObject({ items: [{ outcome: 'sent', to: [holder.email] }] });
  });

  it('sends one mail when runs overlap', async () => {
    const holder = await engine.newHolder();
    await keyFor(holder, 7.1);
    await engine.advance(0.2 * day);
    const runs = await Promise.all([1, 2, 3, 4].map(() => runNotifier(engine)));
    expect(runs.reduce((sum, { mails }) => sum + mails, 0)).toBe(1);
    expect(await subjects(holder)).toHaveLength(1);
  });
});

describe('a mail that the mail service refuses', () => {
  const hours = 1 / 24;

  it('is tried five times with growing pauses, then given up, and the banner says so', async () => {
    const holder = await engine.newHolder();
    await holder.createKey({ name: 'Server', expiresAt: await engine.after(7.1 * day) });
    await engine.advance(0.2 * day);
    await postLocal(engine, 'refuse-mail', { code: 'MessageRejected' });
    const outcomes: [number, number][] = [];
    for (const pauseDays of [0, 0.25 * hours, 1 * hours, 4 * hours, 12 * hours]) {
      await engine.advance(pauseDays * day + 1);
      const { failures, undeliverable } = await runNotifier(engine);
      outcomes.push([failures, undeliverable]);
      expect(await runNotifier(engine)).toMatchObject({ accounts: 0 });
    }
    await postLocal(engine, 'refuse-mail', { code: null });
    expect(outcomes).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
      [1, 0],
      [1, 1],
    ]);
    expect(await mailsTo(engine, holder.email)).toEqual([]);
    expect(await bannerOf(holder)).toMatchObject({ delivery: { state: 'undeliverable', reason: 'refused' } });
    expect(await logOf(holder)).toMatchObject({ items: [{ delivered: false, to: [] }] });

    // The next notice is tried all the same, and heals the mark.
    await passDays(engine, 6);
    expect(await mailsTo(engine, holder.email)).toHaveLength(1);
    expect(await bannerOf(holder)).toMatchObject({ delivery: { state: 'ok', since: null } });
  });

  it('arrives once when the mail service takes it at last', async () => {
    const holder = await engine.newHolder();
    await holder.createKey({ name: 'Server', expiresAt: await engine.after(7.1 * day) });
    await engine.advance(0.2 * day);
    await postLocal(engine, 'refuse-mail', { code: 'MessageRejected' });
    expect(await runNotifier(engine)).toMatchObject({ failures: 1, mails: 0 });
    await postLocal(engine, 'refuse-mail', { code: null });
    await engine.advance(900);
    expect(await runNotifier(engine)).toMatchObject({ failures: 0, mails: 1 });
    await engine.advance(3600);
    expect(await runNotifier(engine)).toMatchObject({ accounts: 0 });
    expect(await mailsTo(engine, holder.email)).toHaveLength(1);
  });
});
