import { describeError } from '../api/problem.ts';
import { canUndo, type DateChange, undoDates } from '../api/undo.ts';
import { commonText } from '../texts/common.ts';
import { announce } from './announcer.tsx';

/** Says what has changed, and offers to undo it for a while if that is possible. */
export function announceChange(
  text: string,
  changes: readonly DateChange[],
  refresh: () => Promise<void>,
): void {
  const undo = async () => {
    const [failure] = await undoDates(changes);
    await refresh();
    if (failure === undefined) return announce(commonText('undone'));
    const { title, detail } = describeError(failure);
    announce(commonText('notUndone', { title, detail }), { kind: 'error' });
  };
  announce(text, canUndo(changes) ? { undo: () => void undo() } : {});
}
