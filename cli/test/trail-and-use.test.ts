import { FakeApi, latchkey } from './support/fake-api.ts';
import { accessKey, account, accountId, key } from './support/samples.ts';

const of = `/v1/accounts/${accountId}`;
const line = (i: number) => ({
  at: '2026-11-28T19:00:00Z',
  action: 'edit_key',
  actor: { kind: 'operator', id: 'arn:aws:sts::1:assumed-role/Support/ada' },
  from: '203.0.113.0/24',
  accessKey,
  name: `Key ${i}`,
  changes: { expiresAt: { before: '2026-12-01T00:00:00Z', after: null } },
  outcome: i === 0 ? null : 'done',
});
const trail = () =>
  new FakeApi().on(`GET ${of}`, { body: account() }).on(`GET ${of}/trail`, ({ query }) => {
    const first = Number(query.cursor ?? 0);
    const next = first + Number(query.limit);
    return {
      body: {
        items: Array.from({ length: Number(query.limit) }, (_, i) => line(first + i)),
        nextCursor: String(next),
      },
    };
  });

it('shows the latest changes, and says when there are more', async () => {
  const api = trail();
  const { stdout, stderr } = await latchkey(api, ['trail', accountId, '--limit', '2', '--local']);
  expect(stdout.split('\n').map((each) => each.replace(/ {2,}/g, ' | '))).toEqual([
    'AT | ACTION | OUTCOME | BY | FROM | ACCESS KEY | NAME | CHANGES',
    `2026-11-28 20:00 | edit key | running | operator arn:aws:sts::1:assumed-role/Support/ada | 203.0.113.0/24 | ${accessKey} | Key 0 | expiresAt: 2026-12-01T00:00:00Z -> none`,
    `2026-11-28 20:00 | edit key | done | operator arn:aws:sts::1:assumed-role/Support/ada | 203.0.113.0/24 | ${accessKey} | Key 1 | expiresAt: 2026-12-01T00:00:00Z -> none`,
    '',
  ]);
  expect(stderr).toContain('There are more');
});

it('goes on page by page for as many lines as were asked for, filtered by a key', async () => {
  const api = trail();
  const { stdout } = await latchkey(api, [
    'trail',
    accountId,
    '--access-key',
    accessKey,
    '--limit',
    '250',
    '--json',
    '--local',
  ]);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((each) => JSON.parse(each));
  expect(lines.map(({ name }) => name)).toEqual(Array.from({ length: 250 }, (_, i) => `Key ${i}`));
  expect(api.calls.map(({ query }) => [query.accessKey, query.cursor])).toEqual([
    [accessKey, undefined],
    [accessKey, '100'],
    [accessKey, '200'],
  ]);
});

it('tells which keys of an account are used', async () => {
  const api = new FakeApi()
    .on(`GET ${of}`, { body: account() })
    .on(`GET ${of}/keys`, { body: { items: [key()], nextCursor: null } });
  const { stdout } = await latchkey(api, ['use', accountId, '--local']);
  expect(stdout).toContain('in use  12         0            2026-11-28 00:15');
});

it('tells the days of a key on which it was called', async () => {
  const day = (date: string, calls: number) => ({
    date,
    calls,
    clientErrors: 0,
    serverErrors: 0,
    refused: 0,
  });
  const { accessKey: _, ...facts } = key();
  const body = {
    ...facts,
    accessKey,
    lastUsedFrom: '203.0.113.0/24',
    days: [day('2026-11-26', 0), day('2026-11-27', 12)],
  };
  const api = new FakeApi()
    .on(`GET ${of}`, { body: account() })
    .on(`GET ${of}/keys/${accessKey}/usage`, { body });
  const { stdout } = await latchkey(api, ['use', accessKey, '--days', '2', '--local']);
  expect(api.calls[0]?.query).toEqual({ days: '2' });
  expect(stdout).toContain('from          203.0.113.0/24\n');
  expect(stdout).toMatch(/DAY \(UTC\) .*\n2026-11-27 {2}12 /);
  expect(stdout).not.toContain('2026-11-26 ');
});
