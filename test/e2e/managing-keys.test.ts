import { randomUUID } from 'node:crypto';
import { bearer, type EngineClient, sharedEngine, startMs } from '../support/engine-client.ts';
import {
  type Holder,
  type KeyBody,
  type KeyListBody,
  type NewKeyBody,
  type NewRotationBody,
  wanted,
} from '../support/engine-holder.ts';
import type { ApiResponse } from '../support/engine-http.ts';
import { expectProblem, faultyFields } from '../support/engine-problems.ts';

let engine: EngineClient;
let holder: Holder;
let writer: NewKeyBody;
let reader: NewKeyBody;

beforeAll(async () => {
  engine = await sharedEngine();
  holder = await engine.newHolder();
  writer = await holder.createKey({ name: 'Terraform', access: 'write' });
  reader = await holder.createKey({ name: 'Dashboard', access: 'read' });
}, startMs);

/** A call under /latchkey/v1 with a key. @param rest of the path */
function by<Body = KeyBody>(
  { token }: Pick<NewKeyBody, 'token'>,
  call: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<ApiResponse<Body>> {
  const [method = '', rest = ''] = call.split(' ');
  return engine.gateway({
    method,
    path: `/latchkey/v1${rest}`,
    headers: {
      ...bearer(token),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

it('has a key manage the keys of its account as their holder would', async () => {
  const once = { 'idempotency-key': randomUUID() };
  const fields = { name: 'Worker', description: 'by a pipeline', expiresAt: await engine.after(86_400) };
  const made = await by<NewKeyBody>(writer, 'POST /keys', fields, once);
  const { accessKey, token, createdBy, access } = wanted(made, 201);
  expect([createdBy, access]).toEqual([writer.accessKey, 'none']);
  expect(made.headers.get('location')).toBe(`/latchkey/v1/keys/${accessKey}`);
  const again = await by<NewKeyBody>(writer, 'POST /keys', fields, once);
  expect([again.body.token, again.headers.get('idempotent-replayed')]).toEqual([token, 'true']);
  expect((await engine.whoami(bearer(token))).status).toBe(200);

  const page = wanted(await by<KeyListBody>(writer, 'GET /keys?limit=1'), 200);
  expect(page.items.map(({ name }) => name)).toEqual(['Worker']);
  const next = await by<KeyListBody>(reader, `GET /keys?limit=2&cursor=${page.nextCursor}`);
  expect(next.body.items.map(({ name }) => name)).toEqual(['Dashboard', 'Terraform']);

  const path = `/keys/${accessKey}`;
  const etag = (await by(reader, `GET ${path}`)).headers.get('etag') ?? '';
  const renamed = await by(writer, `PATCH ${path}`, { name: 'Job' }, { 'if-match': etag });
  expect([renamed.status, renamed.body.name]).toEqual([200, 'Job']);
  expectProblem(
    await by(writer, `PATCH ${path}`, { name: 'Late' }, { 'if-match': etag }),
    412,
    'key_changed',
  );
  expect((await by(reader, `GET ${path}/usage?days=7`)).status).toBe(200);

  const rotated = await by<NewRotationBody>(writer, `POST ${path}/rotations`, { overlapSeconds: 0 });
  expect((await engine.whoami(bearer(wanted(rotated, 201).token))).status).toBe(200);
  expectProblem(await by(writer, `DELETE ${path}`), 403, 'access_not_allowed');
  expect(wanted(await by(writer, `POST ${path}/expire`), 200).status).toBe('expired');
  expect((await by(writer, `DELETE ${path}`)).status).toBe(204);
  expectProblem(await by(writer, `GET ${path}`), 404, 'key_not_found');

  const trail = await holder.call<{ items: { action: string; actor: object; outcome: string }[] }>(
    'GET',
    `/api/v1/trail?accessKey=${accessKey}`,
  );
  const lines = wanted(trail, 200).items;
  expect(lines.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
    'delete_key done',
    'expire_key done',
    'rotate_key done',
    'edit_key refused',
    'edit_key done',
    'create_key done',
  ]);
  for (const { actor } of lines) expect(actor).toEqual({ kind: 'key', id: writer.accessKey });
  for (const secret of [token, rotated.body.token, writer.secretKey])
    expect(trail.text).not.toContain(secret);
});

it('takes the key in each of the three forms, and counts the call as its use', async () => {
  const key = await holder.createKey({ name: 'Three forms', access: 'read' });
  const basic = Buffer.from(`${key.accessKey}:${key.secretKey}`).toString('base64');
  for (const headers of [
    bearer(key.token),
    { 'x-api-key': key.token },
    { authorization: `Basic ${basic}` },
  ] as Record<string, string>[]) {
    expect((await engine.gateway({ path: '/latchkey/v1/keys', headers })).status).toBe(200);
  }
  expectProblem(await engine.gateway({ path: '/latchkey/v1/keys' }), 401, 'credentials_missing');
  await engine.deliverLogs();
  const { body } = await holder.call<KeyBody & { use: { callsLast7Days: number } }>(
    'GET',
    `/api/v1/keys/${key.accessKey}`,
  );
  expect(body.use.callsLast7Days).toBe(3);
});

it('starts the overlap of a rotation by a call with the new secret', async () => {
  const key = await holder.createKey({ name: 'Rotated', access: 'read' });
  const path = `/api/v1/keys/${key.accessKey}`;
  const rotated = wanted(await holder.call<NewRotationBody>('POST', `${path}/rotations`), 201);
  expect((await by(rotated, 'GET /keys')).status).toBe(200);
  await engine.deliverLogs();
  expect((await holder.key(key.accessKey)).rotation?.state).toBe('overlap');
});

it('refuses what widens what a key or anybody may do later', async () => {
  const until = await engine.after(3_600);
  const later = await engine.after(7_200);
  const dated = await holder.createKey({ name: 'An hour', access: 'write', expiresAt: until });
  const plain = await holder.createKey({ name: 'plain', expiresAt: until });
  const lasting = await holder.createKey({ name: 'lasting' });
  const rotating = await holder.createKey({ name: 'rotating', access: 'write', selfRotation: true });
  const none = await holder.createKey({ name: 'none' });
  const notAllowed: [NewKeyBody, string, unknown?][] = [
    [none, 'GET /keys'],
    [none, 'POST /keys', { name: 'x' }],
    [reader, 'POST /keys', { name: 'x' }],
    [reader, `PATCH /keys/${plain.accessKey}`, { name: 'x' }],
    [reader, `DELETE /keys/${plain.accessKey}`],
    [writer, 'POST /keys', { name: 'x', access: 'none' }],
    [writer, 'POST /keys', { name: 'x', selfRotation: false }],
    // Whatever else is wrong with the body.
    [writer, 'POST /keys', { access: null }],
    [writer, `PATCH /keys/${plain.accessKey}`, { selfRotation: 'yes', name: '' }],
    [writer, `PATCH /keys/${plain.accessKey}`, { access: 'write' }],
    [writer, `PATCH /keys/${plain.accessKey}`, { selfRotation: true }],
    [writer, `PATCH /keys/${writer.accessKey}`, { name: 'x' }],
    [writer, `POST /keys/${writer.accessKey}/expire`],
    [writer, `POST /keys/${writer.accessKey}/rotations`],
    [writer, `PATCH /keys/${reader.accessKey}`, { name: 'x' }],
    [writer, `POST /keys/${reader.accessKey}/expire`],
    [writer, `POST /keys/${reader.accessKey}/rotations`],
    [writer, `DELETE /keys/${plain.accessKey}`],
    [rotating, `DELETE /keys/${rotating.accessKey}`],
  ];
  const before = await holder.inventory();
  for (const [key, call, body] of notAllowed)
    expectProblem(await by(key, call, body), 403, 'access_not_allowed');
  const outliving: [string, unknown?][] = [
    ['POST /keys', { name: 'x' }],
    ['POST /keys', { name: 'x', expiresAt: later }],
    [`PATCH /keys/${plain.accessKey}`, { expiresAt: later }],
    [`PATCH /keys/${plain.accessKey}`, { expiresAt: null }],
    [`POST /keys/${lasting.accessKey}/rotations`],
  ];
  for (const [call, body] of outliving) expectProblem(await by(dated, call, body), 400, 'outlives_its_maker');
  expect(await holder.inventory()).toEqual(before);

  // What narrows, or leaves the date as it is, is fine.
  expect((await by(dated, `PATCH /keys/${lasting.accessKey}`, { name: 'still lasting' })).status).toBe(200);
  expect((await by(dated, 'POST /keys', { name: 'x', expiresAt: until })).status).toBe(201);
  // Its own rotation goes by the rules of self-rotation.
  const own = `POST /keys/${rotating.accessKey}/rotations`;
  expect(faultyFields(await by(rotating, own, { overlapSeconds: 0 }))).toEqual(['overlapSeconds']);
  const rotated = wanted(await by<NewRotationBody>(rotating, own), 201);
  expect(rotated.rotation).toMatchObject({ state: 'pending', overlapSeconds: 86_400 });
  expectProblem(await by(rotating, own, { force: true }), 409, 'rotation_in_progress');
});

it('keeps other accounts out, and tells nothing of their keys', async () => {
  const stranger = await engine.newHolder();
  const foreign = await stranger.createKey({ name: 'Private', access: 'read' });
  const absent = `${writer.accessKey.slice(0, 12)}${foreign.accessKey.slice(12)}`;
  const calls: [string, string?, unknown?][] = [
    ['GET'],
    ['GET', '/usage'],
    ['PATCH', '', { name: 'Stolen' }],
    ['POST', '/expire'],
    ['POST', '/rotations', { force: true }],
    ['DELETE'],
  ];
  for (const [method, rest = '', body] of calls) {
    const response = await by(writer, `${method} /keys/${foreign.accessKey}${rest}`, body);
    expectProblem(response, 404, 'key_not_found');
    const never = await by(writer, `${method} /keys/${absent}${rest}`, body);
    expect({ ...never.body, requestId: '' }).toEqual({ ...response.body, requestId: '' });
  }
  const foreignPath = `/keys/${foreign.accessKey}`;
  expectProblem(await by(writer, `PATCH ${foreignPath}`, { access: 'none' }), 403, 'access_not_allowed');
  expectProblem(await by(reader, `DELETE ${foreignPath}`), 403, 'access_not_allowed');
  expect((await stranger.key(foreign.accessKey)).name).toBe('Private');
  const { text } = await by(writer, 'GET /keys?limit=100');
  expect(text).not.toContain(foreign.accessKey);
});

it('refuses bad bodies with all errors, and paths that are not there', async () => {
  const faulty = await by(writer, 'POST /keys', { name: '', expiresAt: 'soon', acces: 'read' });
  expect(faultyFields(faulty).sort()).toEqual(['acces', 'expiresAt', 'name']);
  for (const call of [
    'GET /',
    'GET /account',
    'PUT /keys',
    `POST /keys/${reader.accessKey}/rotations/current/finish`,
  ])
    expectProblem(await by(writer, call), 404, 'not_found');
  for (const access of ['all', true, null, ['read']])
    expect(faultyFields(await holder.call('POST', '/api/v1/keys', { name: 'x', access }))).toEqual([
      'access',
    ]);
});

it('ends what a key may do with its access', async () => {
  const key = await holder.createKey({ name: 'Was trusted', access: 'write' });
  const path = `/api/v1/keys/${key.accessKey}`;
  expect(wanted(await holder.call<KeyBody>('PATCH', path, { access: 'read' }), 200).access).toBe('read');
  expectProblem(await by(key, 'POST /keys', { name: 'x' }), 403, 'access_not_allowed');
  expect((await by(key, 'GET /keys')).status).toBe(200);
  await holder.call('PATCH', path, { access: 'none' });
  expectProblem(await by(key, 'GET /keys'), 403, 'access_not_allowed');
  await holder.call('POST', `${path}/expire`);
  expectProblem(await by(key, 'GET /keys'), 401, 'key_expired');
});
