import { type EngineClient, emptyEngine, startMs } from '../support/engine-client.ts';
import { type Holder, wanted } from '../support/engine-holder.ts';
import { mailsTo, passDays, postLocal, runNotifier } from '../support/engine-mails.ts';

const day = 86_400;

interface Delivery {
  state: string;
  since: string | null;
  reason: string | null;
  addresses: { email: string; state: string }[];
}

let engine: EngineClient;

beforeAll(async () => {
  engine = await emptyEngine();
}, startMs);
afterAll(() => engine?.reset());

const deliveryOf = async (holder: Holder) =>
  wanted(await holder.call<{ delivery: Delivery }>('GET', '/api/v1/notices'), 200).delivery;
const logOf = async (holder: Holder) =>
  wanted(
    await holder.call<{ items: { delivered: boolean; to: string[] }[] }>('GET', '/api/v1/notices/log'),
    200,
  ).items;
const retry = async (holder: Holder) =>
  wanted(await holder.call<Delivery>('POST', '/api/v1/account/retry-delivery'), 200);
const isFine = (holder: Holder): Delivery => ({
  state: 'ok',
  since: null,
  reason: null,
  addresses: [{ email: holder.email, state: 'ok' }],
});

/** Somebody who has got a mail about a key that expires in 7 days. */
async function newHolderWithMail(): Promise<Holder> {
  const holder = await engine.newHolder();
  await holder.createKey({ name: 'Server', expiresAt: await engine.after(7.5 * day) });
  await passDays(engine, 1);
  expect(await mailsTo(engine, holder.email)).toHaveLength(1);
  return holder;
}

const bounce = (email: string, type?: string) =>
  postLocal<{ results: { ok: boolean; result: { marked: number } }[] }>(engine, 'bounce', { email, type });

describe('the banner', () => {
  it('says that mail arrives, as far as anybody knows', async () => {
    const holder = await newHolderWithMail();
    expect(await deliveryOf(holder)).toEqual(isFine(holder));
  });

  it.each([
    ['has come back for good', undefined, 'bounced'],
    ['was called unwanted by its reader', 'Complaint', 'complained'],
  ])('reports undelivered mail after one %s, and sends no more to that address', async (_, type, reason) => {
    const holder = await newHolderWithMail();
    const response = await bounce(holder.email, type);
    expect(response.status).toBe(200);
    expect(response.body.results).toMatchObject([{ ok: true, result: { marked: 1 } }]);
    expect(await deliveryOf(holder)).toEqual({
      state: 'undeliverable',
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      reason,
      addresses: [
        { email: holder.email, state: reason, since: expect.any(String), detail: expect.any(String) },
      ],
    });
    await passDays(engine, 6);
    expect(await mailsTo(engine, holder.email)).toHaveLength(1);
    expect((await logOf(holder)).map(({ delivered, to }) => [delivered, to])).toEqual([
      [false, []],
      [true, [holder.email]],
    ]);
  });

  it('makes nothing of a bounce that passes, such as a full mailbox', async () => {
    const holder = await newHolderWithMail();
    expect((await bounce(holder.email, 'Transient')).body.results).toMatchObject([{ result: { marked: 0 } }]);
    expect(await deliveryOf(holder)).toEqual(isFine(holder));
  });

  it('says so for nobody else', async () => {
    const [first, second] = [await newHolderWithMail(), await newHolderWithMail()];
    await bounce(first.email);
    expect(await deliveryOf(second)).toEqual(isFine(second));
  });
});

describe('POST /api/v1/account/retry-delivery', () => {
  it('lets the next notice be tried again', async () => {
    const holder = await newHolderWithMail();
    await bounce(holder.email);
    expect(await retry(holder)).toEqual(isFine(holder));
    expect(await deliveryOf(holder)).toEqual(isFine(holder));
    await passDays(engine, 6);
    expect(await mailsTo(engine, holder.email)).toHaveLength(2);
  });

  it('wants an account', async () => {
    const response = await (await engine.newPerson()).call('POST', '/api/v1/account/retry-delivery');
    expect(response.status).toBe(404);
  });
});

describe('a further address from which mail comes back', () => {
  it('is left out, while the holder goes on getting notices', async () => {
    const holder = await engine.newHolder();
    const email = 'old-team@example.com';
    wanted(await holder.call('PATCH', '/api/v1/account', { noticeEmails: [email] }), 200);
    await holder.createKey({ name: 'Server', expiresAt: await engine.after(7.5 * day) });
    await runNotifier(engine);
    expect((await deliveryOf(holder)).addresses).toContainEqual({ email, state: 'pending' });
    const [request] = await mailsTo(engine, email);
    const [path = ''] = /\/api\/v1\/notice-emails\/\S+/.exec(request?.body.text ?? '') ?? [];
    wanted(await engine.management({ method: 'POST', path }), 200);
    await passDays(engine, 1);
    expect((await mailsTo(engine, email)).at(-1)?.destination.to).toEqual([email]);
    expect((await mailsTo(engine, holder.email)).at(-1)?.destination.to).toEqual([holder.email]);

    await bounce('Old-Team@example.com');
    const { state, addresses } = await deliveryOf(holder);
    expect(state).toBe('ok');
    expect(addresses).toEqual([
      { email: holder.email, state: 'ok' },
      expect.objectContaining({ email, state: 'bounced' }),
    ]);
    await passDays(engine, 6);
    expect(await mailsTo(engine, holder.email)).toHaveLength(2);
    expect(await mailsTo(engine, email)).toHaveLength(2);
  });
});

describe('the local engine', () => {
  it('says that no mail has gone to an address, so that none can come back', async () => {
    const response = await bounce('nobody@example.com');
    expect(response.status).toBe(404);
    expect(response.text).toContain('nobody@example.com');
  });

  it.each([
    ['bounce', {}],
    ['bounce', { email: 5 }],
    ['bounce', { email: 'a@example.com', type: 'Hard' }],
    ['refuse-mail', {}],
    ['refuse-mail', { code: 5 }],
    ['refuse-mail', { code: 'a b' }],
  ])('refuses %s of %j and tells what to give', async (route, body) => {
    const response = await postLocal<{ message: string }>(engine, route, body);
    expect(response.status).toBe(400);
    expect(response.body.message).toContain('give {');
  });
});
