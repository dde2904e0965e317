import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OperationId, pathOf, routes } from '../../lambdas/contract/routes.ts';

const root = join(__dirname, '../..');
const calls: string[] = routes.map(({ method, path }) => `${method} ${path}`);

describe('the table of routes', () => {
  it('names each operation once, and each call once', () => {
    expect(new Set(routes.map(({ id }) => id)).size).toBe(routes.length);
    expect(new Set(calls).size).toBe(routes.length);
  });

  it('names functions that exist', () => {
    for (const route of routes) {
      expect([route, existsSync(join(root, 'lambdas/handlers', `${route.function}.ts`))]).toEqual([
        route,
        true,
      ]);
    }
  });

  it('is the only place in functions and stacks where the path of a call is written', () => {
    for (const { file, text } of sources()) {
      if (file.endsWith('contract/routes.ts')) continue;
      const written = [...text.matchAll(/(?<![A-Z] )\/api\/v1\/[\w./{}-]+/g)].map(
        ([path]) => `${file}: ${path}`,
      );
      expect(written).toEqual([]);
    }
  });

  it('has every call that a text for people names', () => {
    let named = 0;
    for (const { file, text } of sources()) {
      for (const [, call] of text.matchAll(/\b([A-Z]+ \/api\/v1\/[\w/{}-]+)/g)) {
        expect(calls).toContain(call);
        if (file.includes('/core/')) named++;
      }
    }
    expect(named).toBeGreaterThan(1);
  });
});

it.each<[OperationId, Record<string, string>, string]>([
  ['listKeys', {}, '/api/v1/keys'],
  ['expireKey', { accessKey: 'kpB5igZRqqFSNf7PwXhDcBRp' }, '/api/v1/keys/kpB5igZRqqFSNf7PwXhDcBRp/expire'],
  ['getKey', { accessKey: 'a/../b' }, '/api/v1/keys/a%2F..%2Fb'],
])('makes the path of %s with %j', (id, parameters, path) => {
  expect(pathOf(id, parameters)).toBe(path);
});

/** The sources of functions and stacks; rendered documents apart. */
function sources(): { file: string; text: string }[] {
  return ['lambdas', 'lib'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => ({ file: join(folder, name), text: readFileSync(join(root, folder, name), 'utf8') })),
  );
}
