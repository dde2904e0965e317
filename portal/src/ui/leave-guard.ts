import { useEffect, useRef } from 'react';

interface NavigateOptions {
  readonly replace?: boolean;
  readonly state?: unknown;
}

/** Asks whether to leave; `leave` then goes where the person wanted to. */
type Ask = (leave: () => void) => void;

interface Guard {
  readonly ask: Ask;
}

/** Marks the history entry that is pushed so that going back does not leave the page. */
const mark = 'latchkeyGuard';

let guards: readonly Guard[] = [];
let guardedUrl = '';

/** While active, asks before the person leaves: by going back, by a link in the page, or by closing it. */
export function useLeaveGuard(isActive: boolean, ask: Ask): void {
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (!isActive) return;
    const guard: Guard = { ask: (leave) => latest.current(leave) };
    const stay = (event: BeforeUnloadEvent) => guards.includes(guard) && event.preventDefault();
    arm(guard);
    addEventListener('beforeunload', stay);
    return () => {
      removeEventListener('beforeunload', stay);
      disarm(guard);
    };
  }, [isActive]);
}

/** For the router: navigates, after asking if there is something to lose. */
export function navigateGuarded(
  navigate: (to: string, options?: NavigateOptions) => void,
  to: string,
  options?: NavigateOptions,
): void {
  const guard = guards.at(-1);
  if (guard === undefined) {
    navigate(to, options);
    return;
  }
  guard.ask(() => {
    disarm(guard);
    // Replaces the entry that was pushed here: otherwise, going back would seem to do nothing.
    navigate(to, isOnGuardEntry() ? { ...options, replace: true } : options);
  });
}

function arm(guard: Guard): void {
  if (guards.length === 0) addEventListener('popstate', onPopState);
  guards = [...guards, guard];
  // Chrome skips an entry on which a script navigates before the person has done anything.
  if (navigator.userActivation?.hasBeenActive === false) {
    for (const type of activations) addEventListener(type, pushEntry, { once: true, capture: true });
  } else pushEntry();
}

const activations = ['pointerup', 'keydown'] as const;

function disarm(guard: Guard): void {
  guards = guards.filter((other) => other !== guard);
  // Later: one dialog may follow another, and navigation may have left the entry already.
  setTimeout(() => {
    if (guards.length > 0) return;
    removeEventListener('popstate', onPopState);
    if (isOnGuardEntry()) history.back();
  });
}

function pushEntry(): void {
  if (guards.length === 0 || isOnGuardEntry()) return;
  guardedUrl = location.href;
  history.pushState({ [mark]: true }, '', guardedUrl);
}

function onPopState(): void {
  const guard = guards.at(-1);
  // A skip link changes only the fragment.
  if (guard === undefined || isOnGuardEntry() || location.href !== guardedUrl) return;
  pushEntry();
  guard.ask(() => {
    guards = guards.filter((other) => other !== guard);
    history.go(-2);
  });
}

function isOnGuardEntry(): boolean {
  const state: unknown = history.state;
  return typeof state === 'object' && state !== null && mark in state;
}
