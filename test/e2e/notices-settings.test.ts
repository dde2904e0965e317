import { Engine } from '../support/engine.ts';
import { startMs } from '../support/engine-client.ts';
import { type Holder, wanted } from '../support/engine-holder.ts';
import type { ApiResponse } from '../support/engine-http.ts';
import { mailsTo, passDays, postLocal, runNotifier, subjectsTo } from '../support/engine-mails.ts';
import { expectProblem, faultyFields } from '../support/engine-problems.ts';

const day = 86_400;

interface Account {
  noticeLeadDays: number[];
  noticeEmails: { email: string; confirmed: boolean }[];
}

let engine: Engine;
let addresses = 0;

beforeAll(async () => {
  engine = await Engine.start();
}, startMs);
afterAll(() => engine?.stop());

const patch = (holder: Holder, changes: object) => holder.call<Account>('PATCH', '/api/v1/account', changes);
const change = async (holder: Holder, changes: object) => wanted(await patch(holder, changes), 200);
const accountOf = async (holder: Holder) => wanted(await holder.call<Account>('GET', '/api/v1/account'), 200);
const newAddress = () => `ops-${++addresses}@example.com`;

describe('noticeLeadDays', () => {
  it('are the operator’s until the account has its own, kept the longest first', async () => {
    const holder = await engine.newHolder();
    expect((await accountOf(holder)).noticeLeadDays).toEqual([30, 7, 1]);
    expect((await change(holder, { noticeLeadDays: [1, 90, 14] })).noticeLeadDays).toEqual([90, 14, 1]);
    expect((await accountOf(holder)).noticeLeadDays).toEqual([90, 14, 1]);
  });

  it.each([[[]], [[0]], [[91]], [[1.5]], [[7, 7]], [[1, 2, 3, 4, 5, 6]], [['7']], ['7'], [null], [{}]])(
    'can not be %j',
    async (noticeLeadDays) => {
      const holder = await engine.newHolder();
      const fields = faultyFields(await patch(holder, { noticeLeadDays }));
      expect(fields.map((field) => field.split('.')[0])).toContain('noticeLeadDays');
      expect((await accountOf(holder)).noticeLeadDays).toEqual([30, 7, 1]);
    },
  );

  it('hold for the keys that there are: mails come at the new ones and at no old one', async () => {
    const holder = await engine.newHolder();
    await holder.createKey({ name: 'Server', expiresAt: await engine.after(20 * day) });
    await change(holder, { noticeLeadDays: [14, 3] });
    await passDays(engine, 21);
    expect(await subjectsTo(engine, holder.email)).toEqual([
      'Server expires in 14 days',
      'Server expires in 3 days',
      'Server has expired',
    ]);
  });

  it('cause no mail by being changed, not even when a new one has already passed', async () => {
    const holder = await engine.newHolder();
    await holder.createKey({ name: 'Server', expiresAt: await engine.after(20 * day) });
    await change(holder, { noticeLeadDays: [60, 25] });
    await passDays(engine, 1);
    expect(await subjectsTo(engine, holder.email)).toEqual([]);
  });

  it('decide at once which keys count as expiring', async () => {
    const holder = await engine.newHolder();
    const { accessKey } = await holder.createKey({ expiresAt: await engine.after(20 * day) });
    expect((await holder.key(accessKey)).status).toBe('expiring');
    await change(holder, { noticeLeadDays: [10] });
    expect((await holder.key(accessKey)).status).toBe('active');
  });
});

describe('noticeEmails', () => {
  /** The path of the link in the request for confirmation that an address has got. */
  async function linkTo(email: string): Promise<string> {
    const [mail] = await mailsTo(engine, email);
    const link = new RegExp(`http://localhost:${engine.port}(/api/v1/notice-emails/\\S+)`);
    const [, path = ''] = link.exec(mail?.body.text ?? '') ?? [];
    expect(mail?.body.html).toContain(path);
    return path;
  }

  const visit = (method: string, path: string) => engine.management({ method, path });

  function expectPage(response: ApiResponse, status: number): void {
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    // Its own, and not the one of the API's responses, which lets in no styles.
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'self' 'sha256-/,
    );
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toBe('no-store');
  }

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

  /** The link of a mail by which its reader leaves, as its headers name it for mail programs. */
  async function leavingLinkTo(email: string): Promise<string> {
    const { headers, body } = (await mailsTo(engine, email)).at(-1) ?? {};
    expect(headers?.['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    const link = new RegExp(`^<http://localhost:${engine.port}(/api/v1/notice-emails/unsubscribe\\S+)>$`);
    const [, path = ''] = link.exec(headers?.['List-Unsubscribe'] ?? '') ?? [];
    if (!body?.text.includes('/notice-emails/confirmation')) {
      for (const part of [body?.text, body?.html]) expect(part).toContain(path);
    }
    return path;
  }
  const click = (path: string, body = 'List-Unsubscribe=One-Click') =>
    engine.management({ method: 'POST', path, headers: formType, body });
  const formType = { 'content-type': 'application/x-www-form-urlencoded' };

  it('leave by one click, and are not asked again by that account', async () => {
    const holder = await engine.newHolder();
    const email = newAddress();
    await addConfirmed(holder, email);
    await holder.createKey({ name: 'Server', expiresAt: await engine.after(7.5 * day) });
    await passDays(engine, 1);
    const path = await leavingLinkTo(email);
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
    expectPage(await click(await leavingLinkTo(email)), 200);
    expect((await accountOf(holder)).noticeEmails).toEqual([]);
    expectPage(await visit('POST', await linkTo(email)), 400);
  });

  it('are told apart from the holder, whose link takes a confirmation and leaves the mails about expired keys', async () => {
    const holder = await engine.newHolder();
    await holder.createKey({ name: 'Server', expiresAt: await engine.after(7.5 * day) });
    await passDays(engine, 1);
    const path = await leavingLinkTo(holder.email);
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
