import { X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineProcess, freePorts, startMs } from './support/engine.ts';
import { synthesize } from './support/synthesize.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

let assembly: string;
let engine: EngineProcess;
beforeAll(async () => {
  assembly = await synthesize('whole-app');
  engine = await EngineProcess.start(assembly);
}, startMs);
afterAll(() => engine.stop());

async function json(response: Promise<Response> | Response): Promise<Record<string, unknown>> {
  // Every response of the fixture and of the local routes is a map.
  return (await (await response).json()) as Record<string, unknown>;
}

describe('the start', () => {
  test('prints the addresses and a first call', () => {
    for (const offset of [0, 1, 2])
      expect(engine.output).toContain(`http://localhost:${engine.port + offset}/`);
    expect(engine.output).toMatch(/ready in \d+\.\d s/);
    expect(engine.output).toContain('curl -s');
  });

  test('says where an upstream gets the client certificate to trust', async () => {
    const url = engine.url('/_local/client-certificate');
    expect(engine.output).toContain(url);
    const { subject, issuer } = new X509Certificate(await (await fetch(url)).text());
    expect([subject, issuer]).toEqual(['CN=local-engine', 'CN=local-engine']);
  });

  test('says in one line which port is taken and how to choose another', async () => {
    const second = EngineProcess.spawn(engine.port - 1, { args: ['--assembly', assembly] });
    expect(await second.ended()).toBe(1);
    expect(second.output.trim().split('\n')).toHaveLength(1);
    expect(second.output).toMatch(new RegExp(`port ${engine.port} is taken .* PORT=5000 npm start`));
  });

  test('says the same if the port of the mail inbox is taken', async () => {
    const second = EngineProcess.spawn(engine.port - 2, { args: ['--assembly', assembly] });
    expect(await second.ended()).toBe(1);
    expect(second.output).toContain(`port ${engine.port} is taken`);
  });

  test('prints help', async () => {
    const other = EngineProcess.spawn(await freePorts(), { args: ['--help'] });
    expect(await other.ended()).toBe(0);
    for (const word of ['PORT', 'LATCHKEY_DATA', 'LATCHKEY_UPSTREAM', '/_local/clock'])
      expect(other.output).toContain(word);
    const wrong = EngineProcess.spawn(await freePorts(), { args: ['--wrong'] });
    expect(await wrong.ended()).toBe(1);
    expect(wrong.output).toContain('--help');
  });
});

describe('the local routes', () => {
  test('report health', async () => {
    expect((await fetch(engine.url('/_local/health'))).status).toBe(200);
  });

  test('move the clock of functions and gateway, and reset it', async () => {
    const { now } = await json(engine.postLocal('clock', { advanceSeconds: 86_400 }));
    expect(Date.parse(String(now)) - Date.now()).toBeGreaterThan(86_000_000);
    const { facts } = await json(fetch(engine.url('/hello', 1)));
    expect(Date.parse(String(Reflect.get(Object(facts), 'now'))) - Date.now()).toBeGreaterThan(86_000_000);
    const back = await json(engine.postLocal('clock', { reset: true }));
    expect(Math.abs(Date.parse(String(back.now)) - Date.now())).toBeLessThan(5000);
  });

  test.each([{}, { advanceSeconds: 'a' }, { advanceSeconds: 1e99 }, { reset: false }])(
    'refuse to move the clock by %j',
    async (body) => {
      expect((await engine.postLocal('clock', body)).status).toBe(400);
    },
  );

  test.each([{}, { email: 5 }, { email: 'nobody' }, { email: 'a@b c' }])(
    'refuse to sign in %j',
    async (body) => {
      expect((await engine.postLocal('token', body)).status).toBe(400);
    },
  );

  test('run the enabled schedules, wait, and return the results', async () => {
    const response = await engine.postLocal('schedules/run');
    expect(response.status).toBe(200);
    const { results } = await json(response);
    expect(results).toEqual([
      {
        schedule: expect.stringContaining('Hourly'),
        ok: true,
        result: {
          now: expect.any(String),
          event: { at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) },
        },
      },
      {
        schedule: expect.stringContaining('Daily'),
        ok: true,
        result: { now: expect.any(String), event: { rule: true } },
      },
    ]);
  });

  test('serve this machine only', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      const options = { port: engine.port, path: '/_local/health', headers: { host: 'evil.example' } };
      request(options, (response) => resolve(response.resume().statusCode)).end();
    });
    expect(status).toBe(403);
  });
});

describe('the functions', () => {
  const store = (body: object) =>
    fetch(engine.url('/api/store'), { method: 'POST', body: JSON.stringify(body) });

  test('have the table of the template, with its index', async () => {
    const Item = { pk: { S: 'a' }, sk: { S: 'b' }, noticeShard: { S: '1' }, at: { S: '2' } };
    expect((await store({ operation: 'PutItem', input: { Item } })).status).toBe(200);
    const input = {
      IndexName: 'due',
      KeyConditionExpression: 'noticeShard = :shard',
      ExpressionAttributeValues: { ':shard': { S: '1' } },
    };
    expect(await json(store({ operation: 'Query', input }))).toMatchObject({ Items: [Item] });
  });

  test('have a mail service, whose inbox can be read', async () => {
    const mail = {
      Action: 'SendEmail',
      Source: 'from@example.com',
      'Destination.ToAddresses.member.1': 'to@example.com',
      'Message.Subject.Data': 'A subject',
      'Message.Body.Text.Data': 'A text',
    };
    expect((await store({ mail })).status).toBe(200);
    const { emails } = await json(fetch(engine.url('/store', 2)));
    expect(emails).toMatchObject([
      { subject: 'A subject', destination: { to: ['to@example.com'] }, body: { text: 'A text' } },
    ]);
    expect((await fetch(engine.url('/', 2))).headers.get('content-type')).toContain('text/html');
  });
});

describe('the data', () => {
  const folder = join(temporaryFolder(), 'data');
  const put = (engineOf: EngineProcess, id: string) =>
    fetch(engineOf.url('/api/store'), {
      method: 'POST',
      body: JSON.stringify({ operation: 'PutItem', input: { Item: { pk: { S: id }, sk: { S: id } } } }),
    });
  const get = async (engineOf: EngineProcess, id: string) => {
    const body = JSON.stringify({
      operation: 'GetItem',
      input: { Key: { pk: { S: id }, sk: { S: id } }, ConsistentRead: true },
    });
    return (await json(fetch(engineOf.url('/api/store'), { method: 'POST', body }))).Item;
  };

  test(
    'outlive a stop and a kill, and so do tokens; one engine at a time works on them',
    async () => {
      const environment = { LATCHKEY_DATA: folder };
      const first = await EngineProcess.start(assembly, environment);
      expect((await put(first, 'one')).status).toBe(200);

      const intruder = EngineProcess.spawn(await freePorts(), {
        args: ['--assembly', assembly],
        environment,
      });
      expect(await intruder.ended()).toBe(1);
      expect(intruder.output).toMatch(new RegExp(`process ${first.child.pid}.*LATCHKEY_DATA`));
      expect(intruder.output).toContain(folder);
      expect((await put(first, 'two')).status).toBe(200);

      await first.stop('SIGKILL');
      expect(existsSync(join(folder, 'engine.pid'))).toBe(true);
      const second = await EngineProcess.start(assembly, environment);
      expect(await get(second, 'one')).toBeDefined();
      expect(await get(second, 'two')).toBeDefined();

      // Things that go wrong with secrets in them.
      const order = Buffer.from(
        JSON.stringify({ say: 'a function said this', throw: 'x', secret: 's3cret-header' }),
      ).toString('base64');
      const secrets = { authorization: order, 'x-secret': 's3cret-header' };
      expect((await fetch(second.url('/hello?q=s3cret-query', 1), { headers: secrets })).status).toBe(500);
      const failing = { method: 'POST', body: '{"s3cret-body', headers: secrets };
      expect((await fetch(second.url('/api/store?q=s3cret-query'), failing)).status).toBe(502);
      expect(await second.stop()).toBe(0);
      expect(existsSync(join(folder, 'engine.pid'))).toBe(false);

      const log = readFileSync(join(folder, 'functions.log'), 'utf8');
      expect(log).toContain('a function said this');
      expect(log).toContain('GET /hello: AUTHORIZER_FAILURE');
      const written = readdirSync(folder)
        .filter((name) => name.endsWith('.log'))
        .map((name) => readFileSync(join(folder, name), 'utf8'));
      for (const secret of ['s3cret-header', 's3cret-body', 's3cret-query'])
        expect(written.join('')).not.toContain(secret);

      const key = readFileSync(join(folder, 'signing-key.json'), 'utf8');
      const third = await EngineProcess.start(assembly, environment);
      expect(await get(third, 'two')).toBeDefined();
      expect(readFileSync(join(folder, 'signing-key.json'), 'utf8')).toBe(key);
      expect(await third.stop('SIGINT')).toBe(0);
    },
    startMs,
  );
});
