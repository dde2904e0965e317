import type { Page } from 'playwright-core';
import type { Key, ListedKey } from '../../../src/api/types.ts';

/** The facts of use that take months to come about: no test can wait for them on an engine that others use too. */
export function factsOfUse(verdict: Key['use']['verdict'], counts: Partial<Key['use']> = {}): Key['use'] {
  return {
    verdict,
    callsLast7Days: 0,
    refusedLast7Days: 0,
    since: '2020-01-01T00:00:00Z',
    asOf: '2030-01-01T00:00:00Z',
    ...counts,
  };
}

export type Facts = Partial<Omit<ListedKey, 'status'>> & { status?: string };

const unknown: Facts = {
  lastUsedAt: null,
  lastRefusedAt: null,
  use: { ...factsOfUse('unknown'), since: null, asOf: null },
};

/**
 * Has the list of keys tell facts of use: 30 days of calls each, and refused ones on the last.
 * @param factsOf by the name of the key; nothing is known of the others
 * @param times how many keys there are for each that was made
 */
export async function listWithUse(
  page: Page,
  now: Date,
  factsOf: (name: string) => Facts | undefined,
  { times = 1 } = {},
): Promise<void> {
  await page.route('**/api/v1/keys?*', async (route) => {
    const response = await route.fetch();
    const { items } = (await response.json()) as { items: ListedKey[] };
    const listed = Array.from({ length: times }, (_, copy) =>
      items.map((key) => ({
        ...key,
        ...(factsOf(key.name) ?? unknown),
        accessKey: copy === 0 ? key.accessKey : key.accessKey.slice(0, -2) + String(copy).padStart(2, '0'),
        days: Array.from({ length: 30 }, (_, day) => ({
          date: new Date(now.getTime() - (29 - day) * 86_400_000).toISOString().slice(0, 10),
          calls: factsOf(key.name) ? (day % 7) + (day % 3) * 4 : 0,
          refused: day === 29 ? (factsOf(key.name)?.use?.refusedLast7Days ?? 0) : 0,
        })),
      })),
    ).flat();
    await route.fulfill({ response, json: { items: listed, nextCursor: null } });
  });
}
