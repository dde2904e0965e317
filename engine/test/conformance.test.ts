import { awsResponses } from './recorded/aws-responses.ts';
import type { Expected, RecordedCase } from './recorded/recorded-case.ts';
import { Gateways, respondWith, startMs } from './support/gateway.ts';

// Each recorded request goes to the engine, which must respond as AWS did.

/** Cases in which the engine differs from AWS, by title, with the reason. */
const knownDifferences: Readonly<Record<string, string>> = {
  'an event has the headers of the edge': 'there is no edge in front of the engine',
};

let gateways: Gateways;
beforeAll(async () => {
  gateways = await Gateways.start('conformance-app');
}, startMs);
afterAll(() => gateways.close());
afterAll(() => {
  const different = Object.keys(knownDifferences).length;
  process.stderr.write(
    `Conformance: ${awsResponses.length - different} cases like AWS, ${different} known to differ\n`,
  );
});

const named = awsResponses.map((recorded): [string, RecordedCase] => [recorded.title, recorded]);

test.each(named.filter(([title]) => !(title in knownDifferences)))('like AWS: %s', async (_, recorded) => {
  compare(await observe(recorded), recorded.expected);
});

test.each(Object.keys(knownDifferences))('is still different: %s', async (title) => {
  const recorded = awsResponses.find((candidate) => candidate.title === title);
  if (recorded === undefined) throw new Error('there is no case of this title');
  const observed = await observe(recorded);
  let isAlike = true;
  try {
    compare(observed, recorded.expected);
  } catch {
    isAlike = false;
  }
  // If this fails, take the title off the list.
  expect(isAlike).toBe(false);
});

test('no two cases have the same title', () => {
  expect(new Set(named.map(([title]) => title)).size).toBe(awsResponses.length);
});

interface Observed {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly event: unknown;
  readonly upstream: Readonly<Record<string, string>>;
}

async function observe({ api, request, headers = [], returns }: RecordedCase): Promise<Observed> {
  const before = gateways.upstream.requests.length;
  const told =
    returns === undefined ? [] : [`x-response: ${respondWith({ response: returns })['x-response']}`];
  const text = await gateways.raw(
    [`${request} HTTP/1.1`, 'Host: gateway', 'Connection: close', ...told, ...headers, '', ''].join('\r\n'),
    api,
  );
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const body = parsed(rest.join('\r\n\r\n'));
  const seen = gateways.upstream.requests[before]?.rawHeaders ?? [];
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: joined(lines.map((line) => line.split(/: (.*)/s).slice(0, 2))),
    body,
    event: typeof body === 'object' && body !== null ? Reflect.get(body, 'event') : undefined,
    upstream: joined(seen.flatMap((name, at) => (at % 2 === 0 ? [[name, seen[at + 1] ?? '']] : []))),
  };
}

function compare(observed: Observed, { eventLacks = [], upstreamLacks = [], ...expected }: Expected): void {
  expect(observed).toMatchObject(expected);
  expect(namesIn(observed.event).filter((name) => eventLacks.includes(name))).toEqual([]);
  expect(Object.keys(observed.upstream).filter((name) => upstreamLacks.includes(name))).toEqual([]);
}

function namesIn(event: unknown): string[] {
  if (typeof event !== 'object' || event === null) return [];
  const headers: unknown = Reflect.get(event, 'headers');
  return Object.keys(headers ?? {}).map((name) => name.toLowerCase());
}

function joined(pairs: string[][]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name = '', value = ''] of pairs) {
    const key = name.toLowerCase();
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`;
  }
  return headers;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
