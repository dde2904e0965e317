import { type EngineClient, emptyEngine, startMs } from '../support/engine-client.ts';
import { type Holder, wanted } from '../support/engine-holder.ts';
import { mailsTo, passDays, postLocal, runNotifier, subjectsTo } from '../support/engine-mails.ts';
import { expectProblem, faultyFields } from '../support/engine-problems.ts';
import { clickLink, confirmationLinkTo, expectPage, leavingLinkTo } from '../support/mail-links.ts';

const day = 86_400;

interface Account {
  noticeEmails: { email: string; confirmed: boolean }[];
}

let engine: EngineClient;
let addresses = 0;

beforeAll(async () => {
  engine = await emptyEngine();
}, startMs);
afterAll(() => engine?.reset());

const patch = (holder: Holder, changes: object) => holder.call<Account>('PATCH', '/api/v1/account', changes);
const change = async (holder: Holder, changes: object) => wanted(await patch(holder, changes), 200);
const accountOf = async (holder: Holder) => wanted(await holder.call<Account>('GET', '/api/v1/account'), 200);
const newAddress = () => `ops-${++addresses}@example.com`;

describe('noticeEmails', () => {
  const visit = (method: string, path: string) => engine.management({ method, path });
  const linkTo = (email: string) => confirmationLinkTo(engine, email);
  const click = (path: string, body?: string) => clickLink(engine, path, body);

  async function addConfirmed(holder: Holder, email: string): Promise<string> {
    await change(holder, { noticeEmails: [email] });
    await runNotifier(engine);
    const path = await linkTo(email);
    expectPage(await visit('POST', path), 200);
    return path;
  }

  it('are asked once, and get nothing else before they have confirmed', async () => {
    const holder = await engine.newHolder();
    const email = newAddress();
    const { noticeEmails } = await change(holder, { noticeEmails: [email] });
    expect(noticeEmails).toEqual([{ email, confirmed: false }]);
    await holder.createKey({ name: 'Server', expiresAt: await engine.after(7.5 * day) });
    await passDays(engine, 2);
    await change(holder, { noticeEmails: [email], timeZone: 'UTC' });
    await passDays(engine, 1);
    expect(await subjectsTo(engine, email)).toEqual(['Confirm this address for API key notices']);
    const [request] = await mailsTo(engine, email);
    expect(request?.destination.to).toEqual([email]);
    expect(request?.body.text).toContain(holder.email);
    const [digest] = await mailsTo(engine, holder.email);
    expect(digest?.destination.to).toEqual([holder.email]);
  });

  it('confirm by the button of the page behind the link, not by opening the link', async () => {
    const holder = await engine.newHolder();
    const email = newAddress();
    await change(holder, { noticeEmails: [email] });
    await runNotifier(engine);
    const path = await linkTo(email);
    for (const method of ['GET', 'GET']) {
      const page = await visit(method, path);
      expectPage(page, 200);
      expect(page.text).toMatch(/<form method="post"><button>/);
      expect(page.text).not.toContain(email);
    }
    const [, styles = ''] =
      /<link rel="stylesheet" href="([^"]+)">/.exec((await visit('GET', path)).text) ?? [];
    expect((await visit('GET', styles)).text).toContain('--brand:');
    expect((await accountOf(holder)).noticeEmails).toEqual([{ email, confirmed: false }]);
    for (const again of [false, true]) {
      const page = await visit('POST', path);
      expectPage(page, 200);
      expect([again, page.text]).toEqual([again, expect.stringContaining('Confirmed')]);
    }
    expect((await accountOf(holder)).noticeEmails).toEqual([{ email, confirmed: true }]);
  });

  it('get the digests by a mail of their own from then on, until they are taken off', async () => {
    const holder = await engine.newHolder();
    const email = newAddress();
    await addConfirmed(holder, email);
    await holder.createKey({ name: 'Server', expiresAt: await engine.after(7.5 * day) });
    await passDays(engine, 1);
    const [digest] = await mailsTo(engine, holder.email);
    expect(digest?.destination.to).toEqual([holder.email]);
    const [, copy] = await mailsTo(engine, email);
    expect(copy?.destination.to).toEqual([email]);
    expect(copy?.subject).toBe(digest?.subject);

    await change(holder, { noticeEmails: [] });
    await passDays(engine, 8);
    expect(await mailsTo(engine, email)).toHaveLength(2);
    expect(await mailsTo(engine, holder.email)).toHaveLength(3);
  });

  it('can not be confirmed by a forged, old or foreign token', async () => {
    const holder = await engine.newHolder();
    const email = newAddress();
    await change(holder, { noticeEmails: [email] });
    await runNotifier(engine);
    const path = await linkTo(email);
    const token = new URLSearchParams(path.split('?')[1]).get('token') ?? '';
    const [payload = '', signature = ''] = token.split('.');
    const claim = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const seal = (changed: unknown) =>
      `${Buffer.from(JSON.stringify(changed)).toString('base64url')}.${signature}`;
    const victim = newAddress();
    for (const forged of [
      '',
      '.',
      'x',
      payload,
      `${payload}.`,
      `${payload}.x`,
      `${token}x`,
      seal([claim[0], victim, claim[2]]),
      seal(['', email, claim[2]]),
      seal(['A'.repeat(12), email, claim[2]]),
      seal(['A'.repeat(3000), email, claim[2]]),
      seal([claim[0], email, 1e300]),
      seal({}),
      seal(null),
      '%00',
    ]) {
      const page = await visit('POST', `/api/v1/notice-emails/confirmation?token=${forged}`);
      expect([forged.slice(0, 80), page.status]).toEqual([forged.slice(0, 80), 400]);
      expectPage(page, 400);
    }
    expectPage(await visit('POST', '/api/v1/notice-emails/confirmation'), 400);
    expect((await accountOf(holder)).noticeEmails).toEqual([{ email, confirmed: false }]);

    await engine.advance(7 * day);
    expectPage(await visit('POST', path), 400);
    expect((await accountOf(holder)).noticeEmails).toEqual([{ email, confirmed: false }]);
  });

  it('are asked again when they are added back a day later; the old link no longer works', async () => {
    const holder = await engine.newHolder();
    const email = newAddress();
    const path = await addConfirmed(holder, email);
    await change(holder, { noticeEmails: [] });
    expectPage(await visit('POST', path), 400);
    await engine.advance(day);
    await change(holder, { noticeEmails: [email] });
    expectPage(await visit('POST', path), 400);
    expect((await accountOf(holder)).noticeEmails).toEqual([{ email, confirmed: false }]);
    await runNotifier(engine);
    expect(await mailsTo(engine, email)).toHaveLength(2);
  });

  it.each<[string, unknown]>([
    ['no list', 'ops@example.com'],
    ['no address', ['ops']],
    ['a second header', ['ops@example.com\r\nBcc: victim@example.com']],
    ['two addresses in one', ['a@example.com,b@example.com']],
    ['the same one twice', ['ops@example.com', 'Ops@example.com']],
    ['more than five', ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}@example.com`)],
    ['numbers', [1]],
    ['null', null],
  ])('can not be %s', async (_, noticeEmails) => {
    const holder = await engine.newHolder();
    const fields = faultyFields(await patch(holder, { noticeEmails }));
    expect(fields.map((field) => field.split('.')[0])).toContain('noticeEmails');
    expect((await accountOf(holder)).noticeEmails).toEqual([]);
  });

  it('are asked once a day, however often they are taken off and put back; the link that they have got works on', async () => {
    const holder = await engine.newHolder();
    const email = newAddress();
    for (let round = 0; round < 3; round += 1) {
      await change(holder, { noticeEmails: [email] });
      await runNotifier(engine);
      await change(holder, { noticeEmails: [] });
    }
    const path = await linkTo(email);
    expectPage(await visit('POST', path), 400);
    await change(holder, { noticeEmails: [email] });
    await runNotifier(engine);
    expect(await mailsTo(engine, email)).toHaveLength(1);
    expectPage(await visit('POST', path), 200);
    expect((await accountOf(holder)).noticeEmails).toEqual([{ email, confirmed: true }]);
  });

  it('whose reader has called the request unwanted are never asked again, whatever the holder does', async () => {
    const holder = await engine.newHolder();
    const email = newAddress();
    await change(holder, { noticeEmails: [email] });
    await runNotifier(engine);
    wanted(await postLocal(engine, 'bounce', { email, type: 'Complaint' }), 200);
    await change(holder, { noticeEmails: [] });
    await passDays(engine, 2);
    expect(faultyFields(await patch(holder, { noticeEmails: [email] }))).toEqual(['noticeEmails.0']);
    wanted(await holder.call('POST', '/api/v1/account/retry-delivery'), 200);
    expect(faultyFields(await patch(holder, { noticeEmails: [email.toUpperCase()] }))).toEqual([
      'noticeEmails.0',
    ]);
    expect(await mailsTo(engine, email)).toHaveLength(1);
  });

  it('leave by one click, and are not asked again by that account', async () => {
    const holder = await engine.newHolder();
    const email = newAddress();
    await addConfirmed(holder, email);
    await holder.createKey({ name: 'Server', expiresAt: await engine.after(7.5 * day) });
    await passDays(engine, 1);
    const path = await leavingLinkTo(engine, email);
    const page = await visit('GET', path);
    expectPage(page, 200);
    expect(page.text).not.toContain(email);
    expect((await accountOf(holder)).noticeEmails).toEqual([{ email, confirmed: true }]);
    for (const _ of ['once', 'again']) expectPage(await click(path), 200);
    expect((await accountOf(holder)).noticeEmails).toEqual([]);
    expect(faultyFields(await patch(holder, { noticeEmails: [email.toUpperCase()] }))).toEqual([
      'noticeEmails.0',
    ]);
    await passDays(engine, 7);
    expect(await mailsTo(engine, email)).toHaveLength(2);
    expect(await mailsTo(engine, holder.email)).toHaveLength(3);
    expectPage(await click(`${path}x`), 400);
  });

  it('leave by the link of the request, too', async () => {
    const holder = await engine.newHolder();
    const email = newAddress();
    await change(holder, { noticeEmails: [email] });
    await runNotifier(engine);
    expectPage(await click(await leavingLinkTo(engine, email)), 200);
    expect((await accountOf(holder)).noticeEmails).toEqual([]);
    expectPage(await visit('POST', await linkTo(email)), 400);
  });

  it('are told apart from the holder, whose link takes a confirmation and leaves the mails about expired keys', async () => {
    const holder = await engine.newHolder();
    await holder.createKey({ name: 'Server', expiresAt: await engine.after(7.5 * day) });
    await passDays(engine, 1);
    const path = await leavingLinkTo(engine, holder.email);
    for (const page of [await visit('GET', path), await click(path)]) {
      expectPage(page, 200);
      expect(page.text).toContain('<form method="post">');
    }
    expect(await accountOf(holder)).toMatchObject({ leadTimeMails: true });
    const [, field = ''] = /name="([\w-]+)" value="yes"/.exec((await visit('GET', path)).text) ?? [];
    expectPage(await click(path, `${field}=yes`), 200);
    expect(await accountOf(holder)).toMatchObject({ leadTimeMails: false });
    const { leadTimeMails } = wanted(
      await holder.call<{ leadTimeMails: boolean }>('GET', '/api/v1/notices'),
      200,
    );
    expect(leadTimeMails).toBe(false);
    await passDays(engine, 7);
    expect((await subjectsTo(engine, holder.email)).slice(1)).toEqual(['Server has expired']);
    expect(await change(holder, { leadTimeMails: true })).toMatchObject({ leadTimeMails: true });
  });

  it('can not be the address of the sign-in, which gets the notices anyway', async () => {
    const holder = await engine.newHolder();
    const noticeEmails = [newAddress(), holder.email.toUpperCase()];
    expect(faultyFields(await patch(holder, { noticeEmails }))).toEqual(['noticeEmails.1']);
    expect((await accountOf(holder)).noticeEmails).toEqual([]);
  });

  it('can not be used to pester others: ten new ones a day', async () => {
    const holder = await engine.newHolder();
    const five = () => Array.from({ length: 5 }, newAddress);
    await change(holder, { noticeEmails: five() });
    await change(holder, { noticeEmails: five() });
    const eleventh = newAddress();
    expectProblem(await patch(holder, { noticeEmails: [eleventh] }), 429, 'rate_limited');
    expect((await accountOf(holder)).noticeEmails).toHaveLength(5);
    await passDays(engine, 1);
    expect(await mailsTo(engine, eleventh)).toEqual([]);
    await engine.advance(60);
    await change(holder, { noticeEmails: [eleventh] });
  });
});
