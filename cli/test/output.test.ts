import { ending, moment } from '../src/output/dates.ts';
import { Progress } from '../src/output/progress.ts';
import { renderTable } from '../src/output/table.ts';
import { plain } from '../src/output/text.ts';
import { FakeApi, latchkey } from './support/fake-api.ts';
import { account, accountId } from './support/samples.ts';

describe('tables', () => {
  const columns = [
    { title: 'id', of: (row: string[]) => row[0] },
    { title: 'name', of: (row: string[]) => row[1], flexible: true },
    { title: 'end', of: (row: string[]) => row[2] },
  ];

  it('fit a narrow terminal by cutting what is not copied', () => {
    const rows = [
      ['0123456789', 'a name that is far too long', 'z'],
      ['1', '長い名前がここに入ります', 'y'],
    ];
    expect(renderTable(rows, columns, 28)).toEqual([
      'ID          NAME         END',
      '0123456789  a name tha…  z',
      '1           長い名前が…  y',
    ]);
  });

  it('cut nothing in a pipe, nor what would be too narrow to read', () => {
    const rows = [['0123456789', 'a name that is far too long', 'z']];
    expect(renderTable(rows, columns)[1]).toBe('0123456789  a name that is far too long  z');
    expect(renderTable(rows, columns, 5)[1]).toBe('0123456789  a name …  z');
  });

  it('have no control characters of those who wrote the names', () => {
    expect(plain('\u001b[31mred\u001b[0m\nnext\u0007\u202egnp.exe')).toBe('red next gnp.exe');
  });
});

it.each([
  ['2027-03-31T22:00:00Z', 'Europe/Berlin', 'through 2027-03-31'],
  ['2027-04-01T00:00:00Z', 'UTC', 'through 2027-03-31'],
  ['2027-03-31T22:00:40Z', 'Europe/Berlin', 'until 2027-04-01 00:00'],
  ['2027-03-31T12:30:00Z', 'Asia/Tokyo', 'until 2027-03-31 21:30'],
  [null, 'UTC', 'never'],
])('says when a key ends as --expires takes it: %s in %s', (instant, zone, text) => {
  expect(ending(instant, zone)).toBe(text);
});

it('leaves out a time that there is none of', () => {
  expect(moment(null, 'UTC')).toBe('');
});

it('colours a terminal that shows colours, and nothing else', async () => {
  const api = new FakeApi().on('GET /v1/accounts', { body: { items: [account()], nextCursor: null } });
  const line = ['accounts', 'find', 'ada@example.com', '--local'];
  expect((await latchkey(api, line, { columns: 200, colours: true })).stdout).toContain('\u001b[1m');
  expect((await latchkey(api, line, { columns: 200 })).stdout).not.toContain('\u001b');
  expect((await latchkey(api, [...line, '--json'], { columns: 200, colours: true })).stdout).toBe(
    `${JSON.stringify(account())}\n`,
  );
});

it('writes progress over itself on a terminal, and now and then in a log', () => {
  const shown = (isTTY: boolean) => {
    let text = '';
    const progress = new Progress({ write: (part) => (text += part), isTTY });
    for (let i = 0; i < 20; i++) progress.show(`step ${i}`);
    progress.end();
    return text;
  };
  expect(shown(false)).toBe('step 0\nstep 10\n');
  const written = shown(true).split('\r');
  expect(written.slice(0, 3)).toEqual(['', 'step 0', 'step 1']);
  expect(written.slice(-3)).toEqual(['step 19', ' '.repeat(7), '']);
});

it('shows one account as facts, one a line', async () => {
  const suspension = { suspendedAt: '2026-11-28T20:00:00Z', suspensionReason: 'Invoice 118 is unpaid' };
  const noticeEmails = [{ email: 'ops@example.com', confirmed: false }];
  const api = new FakeApi().on(`GET /v1/accounts/${accountId}`, {
    body: account({ noticeEmails, ...suspension }),
  });
  const { stdout } = await latchkey(api, ['accounts', 'show', accountId, '--local']);
  expect(stdout).toContain('email           ada@example.com\n');
  expect(stdout).toContain('suspended       since 2026-11-28 21:00: Invoice 118 is unpaid\n');
  expect(stdout).toContain('notices to      ada@example.com, ops@example.com (not confirmed)\n');
});
