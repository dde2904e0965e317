import { FakeApi, latchkey } from './support/fake-api.ts';
import { accessKey, accountId } from './support/samples.ts';

const notice = {
  dueAt: '2026-12-01T22:00:00Z',
  matter: 'expiring',
  accountId,
  email: 'ada@example.com',
  accessKey,
  name: 'Nightly export',
  expiresAt: '2026-12-09T00:00:00Z',
  owedSince: null,
};
const recipients = { ...notice, matter: 'recipients', accessKey: null, name: null, expiresAt: null };
const api = () =>
  new FakeApi().on('GET /v1/notices/due', ({ query }) =>
    query.cursor === undefined
      ? { body: { items: [notice], nextCursor: 'next' } }
      : { body: { items: [recipients], nextCursor: null } },
  );

it('shows who gets a mail about what, page by page', async () => {
  const { stdout } = await latchkey(api(), ['notices', 'due', '--local']);
  expect(stdout.split('\n').map((line) => line.replace(/ {2,}/g, ' | '))).toEqual([
    'DUE (UTC) | ACCOUNT | EMAIL | ABOUT | ACCESS KEY | NAME | EXPIRES (UTC) | OWED SINCE',
    `2026-12-01 22:00 | ${accountId} | ada@example.com | expiring | ${accessKey} | Nightly export | through 2026-12-08 | -`,
    `2026-12-01 22:00 | ${accountId} | ada@example.com | recipients | - | - | - | -`,
    '',
  ]);
});

it('looks as far ahead as it is told, and stops at the limit', async () => {
  const fake = api();
  const earliest = Date.now() + 30 * 86_400_000 - 1000;
  const line = ['notices', 'due', '--within', '30d', '--limit', '1', '--json', '--local'];
  const { stdout } = await latchkey(fake, line);
  expect(JSON.parse(stdout)).toEqual(notice);
  const [before = ''] = fake.calls.map(({ query }) => query.before);
  expect(Date.parse(before)).toBeGreaterThanOrEqual(earliest);
  expect(Date.parse(before)).toBeLessThanOrEqual(Date.now() + 30 * 86_400_000);
});
