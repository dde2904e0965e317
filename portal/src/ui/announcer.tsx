import { useSyncExternalStore } from 'react';
import { describeError } from '../api/problem.ts';
import { commonText } from '../texts/common.ts';
import { Button } from './button.tsx';
import './announcer.css';

interface Announcement {
  readonly id: number;
  readonly text: string;
  readonly kind: 'done' | 'error';
  readonly undo?: (() => void) | undefined;
}

const shownMs = 6_000;
const undoMs = 10_000;

let announcements: readonly Announcement[] = [];
let nextId = 0;
const listeners = new Set<() => void>();

/** Shows a short message and announces it to screen readers. */
export function announce(
  text: string,
  { kind = 'done', undo }: { kind?: Announcement['kind']; undo?: () => void } = {},
): void {
  nextId += 1;
  const id = nextId;
  // One that says the same takes the place of the earlier one.
  const others = announcements.filter((other) => other.text !== text);
  set([...others.slice(-2), { id, text, kind, undo }]);
  if (kind === 'done') setTimeout(() => remove(id), undo ? undoMs : shownMs);
}

/** Says what went wrong, where no part of the page is left to say it. */
export function announceError(error: unknown): void {
  const { title, detail } = describeError(error);
  announce(`${title}. ${detail}`, { kind: 'error' });
}

/** Where announcements appear. A live region must exist before its first message. */
export function Announcer() {
  const shown = useSyncExternalStore(subscribe, () => announcements);
  return (
    <section
      className="announcer"
      aria-label={commonText('messages')}
      aria-live="polite"
      data-react-aria-top-layer="true"
    >
      {shown.map(({ id, text, kind, undo }) => (
        <div key={id} className={`announcement ${kind}`}>
          <p>{text}</p>
          {undo && (
            <Button
              size="small"
              onPress={() => {
                remove(id);
                undo();
              }}
            >
              {commonText('undo')}
            </Button>
          )}
          <Button
            kind="quiet"
            size="small"
            icon="cross"
            aria-label={commonText('dismissMessage')}
            onPress={() => remove(id)}
          />
        </div>
      ))}
    </section>
  );
}

function remove(id: number): void {
  set(announcements.filter((announcement) => announcement.id !== id));
}

function set(next: readonly Announcement[]): void {
  announcements = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
