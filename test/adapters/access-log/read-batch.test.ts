import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readBatch } from '../../../lambdas/adapters/access-log/read-batch.ts';
import { keyAccessLog } from '../../../lambdas/contract/access-log.ts';

const now = new Date('2027-03-31T12:00:00.000Z');
const accountId = 'kpB5igZRqqFS';
const line = (parts: Record<string, string> = {}) =>
  JSON.stringify({
    requestId: 'r',
    extendedRequestId: 'e',
    time: String(now.getTime() - 5_000),
    ip: '203.0.113.117',
    method: 'GET',
    path: '/live/orders',
    status: '200',
    responseType: '-',
    accountId,
    accessKey: `${accountId}GIcAvQzKW6Gx`,
    secretNo: '2',
    code: '-',
    latencyMs: '42',
    responseBytes: '1180',
    ...parts,
  });
const deliver = (messages: string[], envelope: object = {}) => ({
  awslogs: {
    data: gzipSync(
      JSON.stringify({
        messageType: 'DATA_MESSAGE',
        owner: '111122223333',
        logGroup: 'group',
        logStream: 'stream',
        subscriptionFilters: ['filter'],
        logEvents: messages.map((message, index) => ({ id: `id ${index}`, timestamp: 0, message })),
        ...envelope,
      }),
    ).toString('base64'),
  },
});

it('reads the lines that the stage writes', () => {
  expect(Object.keys(JSON.parse(line()))).toEqual(Object.keys(keyAccessLog));
  expect(readBatch(deliver([line(), line({ time: String(now.getTime()) })]), now)).toMatchObject({
    calls: [{ accountId, outcome: 'success', secretNo: 2 }, { accountId }],
    skipped: {},
    first: new Date(now.getTime() - 5_000),
    latest: now,
  });
});

it('reads a log of an older version, which has no numbers', () => {
  const { secretNo: _, ...old } = JSON.parse(line());
  expect(readBatch(deliver([JSON.stringify(old)]), now)).toMatchObject({
    calls: [{ accountId, outcome: 'success', secretNo: null }],
    skipped: {},
  });
});

it.each([
  ['malformed', 'no JSON'],
  ['malformed', ''],
  ['malformed', 'null'],
  ['malformed', '[]'],
  ['malformed', line().replace(`"${accountId}"`, '7')],
  ['malformed', line().replace('"ip"', '"address"')],
  // A user agent with a quote, which API Gateway does not always escape.
  ['malformed', line({ code: '"' }).replace('\\"', '"')],
  ['malformed', `{"accountId":"${'x'.repeat(256_000)}`],
  ['foreign', line({ path: 'x'.repeat(256_000), accessKey: 'y'.repeat(256_000) })],
  ['keyless', line({ accountId: '-', accessKey: '-' })],
  ['farAway', line({ time: '0' })],
])('a %s line costs only itself', (reason, bad) => {
  const batch = readBatch(deliver([line(), bad, line()]), now);
  expect(batch?.calls).toHaveLength(2);
  expect(batch?.skipped).toEqual({ [reason]: 1 });
});

it('knows how far the log has come by calls without a key, too, but not by what it can’t trust', () => {
  const at = (seconds: number) => String(now.getTime() - seconds * 1000);
  const keyless = { accountId: '-', accessKey: '-' };
  const lines = [
    line({ ...keyless, time: at(3) }),
    line({ time: at(4) }),
    line({ accountId: '-', time: at(1) }),
  ];
  expect(readBatch(deliver(lines), now)).toMatchObject({
    first: new Date(now.getTime() - 4_000),
    latest: new Date(now.getTime() - 3_000),
  });
  expect(readBatch(deliver([line({ ...keyless, time: '0' })]), now)).toMatchObject({ latest: null });
});

it('knows a batch again by the lines in it', () => {
  const id = (event: ReturnType<typeof deliver>) => readBatch(event, now)?.id;
  expect(id(deliver([line()]))).toBe(id(deliver([line()])));
  expect(id(deliver([line(), line()]))).not.toBe(id(deliver([line()])));
  expect(id(deliver([line()], { logStream: 'other' }))).not.toBe(id(deliver([line()])));
  expect(id(deliver([line()]))).toMatch(/^[\w-]{16}$/);
});

it('takes a test message of CloudWatch Logs for what it is', () => {
  const message = 'CWL CONTROL MESSAGE: Checking health of destination Lambda function.';
  expect(readBatch(deliver([message], { messageType: 'CONTROL_MESSAGE' }), now)).toBeNull();
});

it.each([
  ['no gzip', 'bm8gZ3ppcA=='],
  ['no JSON', gzipSync('no JSON').toString('base64')],
  ['no delivery', gzipSync('{"messageType":"DATA_MESSAGE"}').toString('base64')],
  ['nothing', ''],
])('throws for what is %s', (_, data) => {
  expect(() => readBatch({ awslogs: { data } }, now)).toThrow();
});

it('skips any other line, and never throws', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.json())), (messages) => {
      const batch = readBatch(deliver(messages), now);
      const skipped = Object.values(batch?.skipped ?? {}).reduce((sum, count) => sum + count, 0);
      expect({ calls: batch?.calls, skipped }).toEqual({ calls: [], skipped: messages.length });
    }),
  );
});
