import { describeManagementApi } from '../../lambdas/contract/openapi-document.ts';
import { parseToken, tokenPattern } from '../../lambdas/core/token.ts';
import { readCodeBlocks, readSection, readText } from './markdown.ts';

interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
}

interface OpenApi {
  paths: Record<
    string,
    Record<
      string,
      { responses: Record<string, { content?: Record<string, { schema: Schema }> } | undefined> }
    >
  >;
  components: { schemas: Record<string, Schema> };
}

const text = readText('docs/api.md');
const api = describeManagementApi() as unknown as OpenApi;
const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { responses }]) => ({
    call: `${method.toUpperCase()} ${path}`,
    // Of PUT /account, the first response: the one with the key.
    response: (responses[201] ?? responses[200])?.content?.['application/json']?.schema,
  })),
);

it('shows every call of the management API and no other', () => {
  const documented = [...text.matchAll(/^### `(.+)`$/gm)].map(([, call]) => call);
  expect(documented.sort()).toEqual(operations.map(({ call }) => call).sort());
});

it.each(operations)(
  "shows $call by curl, with a response that has the operation's fields",
  ({ call, response }) => {
    const section = readSection(text, `### \`${call}\``);
    const [method = '', path = ''] = call.split(' ');
    const [command = ''] = readCodeBlocks(section, 'bash');
    expect(command).toContain(path.replace('/api/v1', '$API').replace('{accessKey}', '$ACCESS_KEY'));
    expect(method === 'GET' || method === 'POST' || command.includes(`-X ${method}`)).toBe(true);
    const hasFields = Object.keys(propertiesOf(response) ?? {}).length > 0;
    const examples = readCodeBlocks(section, 'json');
    expect(examples).toHaveLength(hasFields ? 1 : 0);
    for (const example of examples) expectShape(JSON.parse(example), response);
  },
);

it('gives the pattern and a token by which scanners can be tried', () => {
  expect(text).toContain(`\n${tokenPattern('lk')}\n`);
  const tokens = text.match(new RegExp(tokenPattern('lk'), 'g')) ?? [];
  expect(tokens.length).toBeGreaterThan(2);
  for (const token of tokens) expect([token, parseToken('lk', token)]).not.toEqual([token, null]);
});

it.each(['toml', 'yaml'])('gives scanners a rule with the same pattern, in %s', (language) => {
  const blocks = readCodeBlocks(readSection(text, '## Token format'), language);
  expect(blocks).toHaveLength(1);
  const [, pattern = ''] = /(?:regex = '''|token: ')(.+?)'+$/m.exec(blocks[0] ?? '') ?? [];
  expect(pattern).toBe(tokenPattern('lk'));
  const [token = ''] = text.match(new RegExp(pattern)) ?? [];
  for (const found of [token, `KEY="${token}"`, `?key=${token}&a`])
    expect(found).toMatch(new RegExp(pattern));
  for (const other of [
    `x${token}`,
    `${token}x`,
    token.slice(1),
    token.slice(0, -1),
    token.replace('lk', 'LK'),
  ])
    expect(other).not.toMatch(new RegExp(pattern));
  // By the words that a scanner looks for before it tries the pattern.
  expect(blocks[0]).toMatch(/lk_"\]|- lk_$/m);
});

function resolve(schema: Schema | undefined): Schema | undefined {
  const name = schema?.$ref?.split('/').at(-1);
  return name === undefined ? schema : api.components.schemas[name];
}

function propertiesOf(schema: Schema | undefined): Record<string, Schema> | undefined {
  return resolve(schema)?.properties;
}

function expectShape(value: unknown, schema: Schema | undefined): void {
  const properties = propertiesOf(schema);
  if (properties === undefined || typeof value !== 'object' || value === null) return;
  expect(Object.keys(value)).toEqual(Object.keys(properties));
  for (const [name, part] of Object.entries(value)) expectShape(part, properties[name]);
}
