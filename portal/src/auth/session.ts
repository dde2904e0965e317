import { useSyncExternalStore } from 'react';
import { ensureAccount } from '../api/account.ts';
import { setCredentials } from '../api/client.ts';
import type { Account, NewKey } from '../api/types.ts';
import { loadConfig } from '../config.ts';
import { SignIn } from './sign-in.ts';

export type SessionState =
  | { readonly step: 'starting' }
  /** The page that is asked for needs a sign-in. */
  | { readonly step: 'signed-out'; readonly refusal?: string }
  | { readonly step: 'failed'; readonly error: unknown }
  | {
      readonly step: 'signed-in';
      readonly account: Account;
      /** The account was made just now. Its secret is here alone, and nowhere after it was put aside. */
      readonly defaultKey: NewKey | undefined;
      /** Somebody waits for an answer that needs a new sign-in. */
      readonly ended: boolean;
    };

let state: SessionState = { step: 'starting' };
let signIn: SignIn | undefined;
let waiting: ((idToken: string) => void)[] = [];
const listeners = new Set<() => void>();

let tellSignedIn: (account: Account) => void = () => undefined;

/** Is told the account before the first page of it is shown. */
export function onSignedIn(listener: (account: Account) => void): void {
  tellSignedIn = listener;
}

export function useSession(): SessionState {
  return useSyncExternalStore(subscribe, () => state);
}

/** Finds out who is there: by the answer of the sign-in page, or by asking it when this tab was signed in before. */
export async function startSession(): Promise<void> {
  set({ step: 'starting' });
  try {
    signIn ??= new SignIn(await loadConfig());
    const parameters = new URLSearchParams(location.search);
    const isAnswer = parameters.has('state') && (parameters.has('code') || parameters.has('error'));
    if (isAnswer && !signIn.hasAsked(parameters.get('state'))) await reportToOpener(signIn, location.href);
    else if (isAnswer) await arrive(signIn, parameters);
    else if (signIn.wasSignedIn && (await signIn.idToken()) === undefined) return await signIn.leave(here());
    if ((await signIn.idToken()) === undefined) {
      if (state.step !== 'signed-out') set({ step: 'signed-out' });
      return;
    }
    setCredentials({ idToken: currentToken, renewed: renewedToken });
    const { account, defaultKey } = await ensureAccount();
    tellSignedIn(account);
    set({ step: 'signed-in', account, defaultKey, ended: false });
  } catch (error) {
    set({ step: 'failed', error });
  }
}

export async function enter(purpose: 'sign-in' | 'sign-up'): Promise<void> {
  await signIn?.leave(here(), purpose).catch((error: unknown) => set({ step: 'failed', error }));
}

export async function signOut(): Promise<void> {
  await signIn?.out();
}

/** Asks for the sign-in again in a window of its own. @throws when that was blocked, or the sign-in refused */
export async function signInAgain(): Promise<void> {
  const idToken = await signIn?.again();
  if (idToken === undefined) throw new Error('no token');
  if (state.step === 'signed-in') set({ ...state, ended: false });
  for (const resume of waiting) resume(idToken);
  waiting = [];
}

/** The secret of the default key has been seen to. */
export function dismissDefaultKey(): void {
  if (state.step === 'signed-in') set({ ...state, defaultKey: undefined });
}

// The address must not keep the code, useless as it is by then.
async function arrive(signIn: SignIn, parameters: URLSearchParams): Promise<void> {
  const url = location.href;
  history.replaceState(null, '', '/');
  try {
    history.replaceState(null, '', await signIn.arrive(url));
  } catch {
    const refusal = parameters.get('error_description') ?? 'Sign-in wasn’t completed. Sign in again.';
    set({ step: 'signed-out', refusal });
  }
}

async function currentToken(): Promise<string> {
  return (await signIn?.idToken()) ?? renewedToken();
}

let renewal: Promise<string> | undefined;

// Many calls may find out at once, or one after the other: one renewal serves them all.
async function renewedToken(refused?: string): Promise<string> {
  const present = renewal === undefined ? await signIn?.idToken() : undefined;
  if (present !== undefined && present !== refused) return present;
  renewal ??= renew().finally(() => {
    renewal = undefined;
  });
  return renewal;
}

async function renew(): Promise<string> {
  const silently = await signIn?.renew();
  if (silently !== undefined) return silently;
  if (state.step === 'signed-in') set({ ...state, ended: true });
  // Before there is a page, there is nothing to lose by starting over.
  else set({ step: 'signed-out', refusal: 'Your session has ended. Sign in again.' });
  return new Promise((resolve) => waiting.push(resolve));
}

/** How long a window that has told its answer may take to close. */
const closingMs = 2_000;

// An answer to what another window has asked: that one waits for it, and this one is there for nothing else.
async function reportToOpener(signIn: SignIn, url: string): Promise<void> {
  history.replaceState(null, '', '/');
  await signIn.report(url);
  await new Promise((resolve) => setTimeout(resolve, closingMs));
  // Still open: the address was a bookmark, or was opened a second time.
  set({
    step: 'signed-out',
    refusal: 'This sign-in wasn’t started in this tab, or was already used. Sign in again.',
  });
}

function here(): string {
  return location.pathname + location.search;
}

function set(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
