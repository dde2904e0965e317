import { type EngineClient, emptyEngine, startMs } from '../support/engine-client.ts';
import { type Holder, type NewKeyBody, wanted } from '../support/engine-holder.ts';
import { mailsTo, passDays, runNotifier, subjectsTo } from '../support/engine-mails.ts';
import { faultyFields } from '../support/engine-problems.ts';

const day = 86_400;

let engine: EngineClient;

beforeAll(async () => {
  engine = await emptyEngine();
}, startMs);
afterAll(() => engine?.reset());

const subjects = (holder: Holder) => subjectsTo(engine, holder.email);
const patch = async (holder: Holder, key: NewKeyBody, changes: object) =>
  wanted(await holder.call('PATCH', `/api/v1/keys/${key.accessKey}`, changes), 200);
const keyFor = async (holder: Holder, days: number, name = 'Server') =>
  holder.createKey({ name, expiresAt: await engine.after(days * day) });

describe('the mails about one key', () => {
  it('come 30, 7 and 1 days before the expiry and at the expiry, each once', async () => {
    const holder = await engine.newHolder();
    await keyFor(holder, 40);
    const seen: Record<number, string[]> = {};
    let count = 0;
    for (let passed = 1; passed <= 45; passed++) {
      await passDays(engine, 1);
      await runNotifier(engine);
      const all = await subjects(holder);
      if (all.length > count) seen[passed] = all.slice(count);
      count = all.length;
    }
    expect(seen).toEqual({
      10: ['Server expires in 30 days'],
      33: ['Server expires in 7 days'],
      39: ['Server expires in 1 day'],
      40: ['Server has expired'],
    });
  });

  it('follow a date that was moved, and never speak of the old one', async () => {
    const holder = await engine.newHolder();
    const key = await keyFor(holder, 40);
    await passDays(engine, 32);
    expect(await subjects(holder)).toEqual(['Server expires in 30 days']);
    await patch(holder, key, { expiresAt: await engine.after(40 * day) });
    await passDays(engine, 9);
    expect(await subjects(holder)).toHaveLength(1);
    await passDays(engine, 1);
    expect(await subjects(holder)).toEqual(['Server expires in 30 days', 'Server expires in 30 days']);
  });

  it('begin afresh when an expired key is restored', async () => {
    const holder = await engine.newHolder();
    const key = await keyFor(holder, 2);
    await passDays(engine, 3);
    await patch(holder, key, { expiresAt: await engine.after(5 * day) });
    await passDays(engine, 6);
    expect(await subjects(holder)).toEqual([
      'Server expires in 1 day',
      'Server has expired',
      'Server expires in 1 day',
      'Server has expired',
    ]);
  });

  it('do not come after the holder has expired it by hand, deleted it, or cleared its date', async () => {
    const holder = await engine.newHolder();
    const [expired, deleted, cleared] = [
      await keyFor(holder, 5),
      await keyFor(holder, 5),
      await keyFor(holder, 5),
    ];
    wanted(await holder.call('POST', `/api/v1/keys/${expired.accessKey}/expire`), 200);
    wanted(await holder.call('DELETE', `/api/v1/keys/${deleted.accessKey}`), 204);
    await patch(holder, cleared, { expiresAt: null });
    await passDays(engine, 7);
    expect(await subjects(holder)).toEqual([]);
  });

  it('skip the lead times that had passed when it was made', async () => {
    const holder = await engine.newHolder();
    await keyFor(holder, 0.5);
    await passDays(engine, 1, 0.1);
    expect(await subjects(holder)).toEqual(['Server has expired']);
  });
});

describe('one mail', () => {
  it('tells of all keys that fall due together, the most urgent first', async () => {
    const holder = await engine.newHolder();
    const [later, sooner] = [await keyFor(holder, 8.5, 'Later'), await keyFor(holder, 1.5, 'Sooner')];
    await engine.advance(1.5 * day);
    await runNotifier(engine);
    const [mail, ...others] = await mailsTo(engine, holder.email);
    expect(others).toEqual([]);
    expect(mail?.subject).toBe('Sooner has expired, 1 more expires in 7 days');
    for (const { accessKey } of [later, sooner]) {
      expect(mail?.body.text).toContain(`/keys/${accessKey.slice(12)}`);
    }
    expect(mail?.body.text).toMatch(/Sooner has expired[\s\S]*Later expires in 7 days/);
    expect(mail?.body.html).toMatch(/Sooner[\s\S]*has expired[\s\S]*Later[\s\S]*expires in 7 days/);
  });

  it('tells of two keys of the same day', async () => {
    const holder = await engine.newHolder();
    await keyFor(holder, 8, 'One');
    await keyFor(holder, 8, 'Two');
    await passDays(engine, 2);
    expect(await subjects(holder)).toEqual(['2 API keys expire in 7 days']);
  });

  it('shows each expiry in the time zone of the account and in UTC, the key masked, and leads to it', async () => {
    const holder = await engine.newHolder();
    wanted(await holder.call('PATCH', '/api/v1/account', { timeZone: 'Asia/Kolkata' }), 200);
    const key = await keyFor(holder, 7.5);
    await passDays(engine, 1);
    const [mail] = await mailsTo(engine, holder.email);
    const instant = new Date(key.expiresAt ?? '');
    const clockIn = (timeZone: string) =>
      instant.toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
    for (const body of [mail?.body.text, mail?.body.html]) {
      expect(body).toMatch(
        new RegExp(`${clockIn('Asia/Kolkata')}(:\\d\\d)? GMT\\+5:30.*\\(.*${clockIn('UTC')}`),
      );
      expect(body).toContain(`http://localhost:${engine.port}/keys/${key.accessKey.slice(12)}`);
      expect(body).toContain(`${key.accessKey.slice(0, 4)}…${key.accessKey.slice(-4)}`);
      expect(body).not.toContain(key.accessKey);
      expect(body).not.toContain(key.secretKey);
      expect(body).toContain('later expiration date');
      expect(body).toContain('To stop notices about a key');
    }
    expect(mail).toMatchObject({
      from: 'latchkey@local-engine.internal',
      replyTo: ['support@example.com'],
      destination: { to: [holder.email], cc: [], bcc: [] },
    });
  });

  it('shows a name as it is, whatever it looks like', async () => {
    const holder = await engine.newHolder();
    const name = `<img src=x onerror="alert(1)"> & 'é' </a><script>`;
    await keyFor(holder, 7.9, name);
    await passDays(engine, 1);
    const [mail] = await mailsTo(engine, holder.email);
    expect(mail?.subject).toBe(`${name} expires in 7 days`);
    expect(mail?.body.text).toContain(`${name} expires in 7 days`);
    expect(mail?.body.html).not.toMatch(/<img|<script|onerror="/);
    expect(mail?.body.html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp;');
  });

  it('gets no header of its own from a name', async () => {
    const holder = await engine.newHolder();
    const response = await holder.call('POST', '/api/v1/keys', { name: 'a\r\nBcc: victim@example.com' });
    expect(faultyFields(response)).toEqual(['name']);
  });
});

describe('noticeLeadDays', () => {
  interface Account {
    noticeLeadDays: number[];
  }
  const edit = (holder: Holder, changes: object) => holder.call<Account>('PATCH', '/api/v1/account', changes);
  const change = async (holder: Holder, changes: object) => wanted(await edit(holder, changes), 200);
  const accountOf = async (holder: Holder) =>
    wanted(await holder.call<Account>('GET', '/api/v1/account'), 200);

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
      const fields = faultyFields(await edit(holder, { noticeLeadDays }));
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
