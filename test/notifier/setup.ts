import { NotifierBench } from '../support/notifier.ts';
import { openTestTable } from '../support/test-table.ts';

export const start = new Date('2026-06-15T12:00:00Z');

export const inDays = (days: number) => new Date(start.getTime() + days * 86_400_000);

/** Of a key that is about nothing in particular. */
export const fields = { name: 'Server', description: null };

/** A notifier at `start`, on a table of its own. */
export async function openNotifier() {
  const table = await openTestTable();
  return { table, bench: new NotifierBench(table, start) };
}
