import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeApi, latchkey, problem } from './support/fake-api.ts';
import { account, accountId } from './support/samples.ts';

const one = `/v1/accounts/${accountId}`;
const local = (...args: string[]) => [...args, '--local'];

describe('accounts export', () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-export-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const api = () =>
    new FakeApi().on(`GET ${one}/export`, ({ query }) =>
      query.cursor === undefined
        ? { body: { account: account(), keys: [1, 2], trail: ['a'], nextCursor: 'next' } }
        : { body: { keys: [3], trail: ['b'], nextCursor: null } },
    );
  const whole = { account: account(), keys: [1, 2, 3], trail: ['a', 'b'] };

  it('joins the pages to one document', async () => {
    const { stdout } = await latchkey(api(), local('accounts', 'export', accountId));
    expect(JSON.parse(stdout)).toEqual(whole);
  });

  it('writes a new file that only its owner reads, and never over another', async () => {
    const file = join(folder, 'account.json');
    const line = local('accounts', 'export', accountId, '--output', file);
    expect((await latchkey(api(), line)).exitCode).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(whole);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const again = await latchkey(api(), line);
    expect([again.exitCode, again.stderr]).toEqual([1, expect.stringContaining('it exists')]);
  });

  it('leaves no file when a page fails', async () => {
    const file = join(folder, 'none.json');
    const fake = api().on(`GET ${one}/export`, problem(404, 'account_not_found'));
    expect((await latchkey(fake, local('accounts', 'export', accountId, '-o', file))).exitCode).toBe(3);
    expect(() => statSync(file)).toThrow('ENOENT');
  });
});
