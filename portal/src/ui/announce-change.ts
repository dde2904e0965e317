import { describeError } from '../api/problem.ts';
import { type DateChange, undoDates } from '../api/undo.ts';
import { commonText } from '../texts/common.ts';
import { announce } from './announcer.tsx';

/** Says what has changed, and offers to undo it for a while if there is a date to set back. */
export function announceChange(
  text: string,
  changes: readonly DateChange[],
  refresh: () => Promise<void>,
): void {
  const undo = async () => {
    const { expired, failures } = await undoDates(changes);
    await refresh();
    if (failures.length > 0) {
      const { title, detail } = describeError(failures[0]);
      announce(commonText('notUndone', { title, detail }), { kind: 'error' });
    } else if (expired.length > 0) {
      const [{ name } = { name: '' }] = expired;
      announce(commonText('undoneExpired', { name, count: expired.length }));
    } else announce(commonText('undone'));
  };
  announce(text, changes.length > 0 ? { undo: () => void undo() } : {});
}
