import { useSyncExternalStore } from 'react';
import { ensureAccount, findAccount } from '../api/account.ts';
import { setCredentials } from '../api/client.ts';
import { SessionEndedError } from '../api/problem.ts';
import type { Account, NewKey } from '../api/types.ts';
import { loadConfig } from '../config.ts';
import { loadSecretDialog } from '../keys/load-secret-dialog.ts';
import { preloadPage } from '../page-loaders.ts';
import { commonText } from '../texts/common.ts';
import { SignIn } from './sign-in.ts';

export type SessionState =
  | { readonly step: 'starting' }
  /** The requested page needs a sign-in. */
  | { readonly step: 'signed-out'; readonly refusal?: string }
  | { readonly step: 'failed'; readonly error: unknown }
  | {
      readonly step: 'signed-in';
      readonly account: Account;
      /** Set only when the account was just created. Its secret exists only here, until it is dismissed. */
      readonly defaultKey: NewKey | undefined;
      /** Whether the person is asked for a new sign-in, which requests wait for, or has put it off. */
      readonly ended: false | 'asked' | 'postponed';
    };

let state: SessionState = { step: 'starting' };
let signIn: SignIn | undefined;
let waiting: { readonly resolve: (idToken: string) => void; readonly reject: (error: Error) => void }[] = [];
const listeners = new Set<() => void>();

let expectPage: (path: string) => void = () => undefined;

/** Called with the path as soon as calls can be made, if this browser has been signed in before: there is an account. */
export function onReturn(listener: (path: string) => void): void {
  expectPage = listener;
}

let notifySignedIn: (account: Account) => void = () => undefined;

/** Called with the account before its first page is shown. */
export function onSignedIn(listener: (account: Account) => void): void {
  notifySignedIn = listener;
}

export function useSession(): SessionState {
  return useSyncExternalStore(subscribe, () => state);
}

/**
 * Finds out who is signed in: from the sign-in page's callback, or by asking it again if this tab was signed
 * in.
 */
export async function startSession(): Promise<void> {
  set({ step: 'starting' });
  try {
    signIn ??= new SignIn(await loadConfig());
    if (signIn.leaveProvider()) return;
    const { isKnown } = signIn;
    const parameters = new URLSearchParams(location.search);
    const isCallback = parameters.has('state') && (parameters.has('code') || parameters.has('error'));
    if (isCallback && !signIn.hasStarted(parameters.get('state')))
      await reportToOpener(signIn, location.href);
    else if (isCallback) {
      completing = completeSignIn(signIn, parameters);
      await completing;
    } else if ((await signIn.idToken()) === undefined) {
      if (signIn.wasSignedIn) return await signIn.redirect(currentPath());
      if (isKnown) return await signIn.redirect(currentPath(), 'resume');
    }
    if ((await signIn.idToken()) === undefined) {
      if (state.step !== 'signed-out') set({ step: 'signed-out' });
      return;
    }
    setCredentials({ idToken: currentToken, renewed: renewedToken });
    preloadPage(location.pathname);
    if (isKnown) expectPage(location.pathname);
    const found = await findAccount();
    if (found !== undefined) {
      show(found);
      // Takes over an address that has changed; should the account have gone in between, its new key is shown.
      void ensureAccount().then(
        ({ account, defaultKey }) => show(account, defaultKey),
        () => undefined,
      );
      return;
    }
    await loadSecretDialog();
    const { account, defaultKey } = await ensureAccount();
    show(account, defaultKey);
  } catch (error) {
    set({ step: 'failed', error });
  }
}

function show(account: Account, defaultKey?: NewKey): void {
  notifySignedIn(account);
  set({ step: 'signed-in', account, defaultKey, ended: state.step === 'signed-in' && state.ended });
}

let completing = Promise.resolve();

/** Reloads the page, but not in the middle of a sign-in, which would be lost. */
export async function reloadSignedIn(): Promise<void> {
  await completing;
  location.reload();
}

export async function startSignIn(purpose: 'sign-in' | 'sign-up'): Promise<void> {
  await signIn?.redirect(currentPath(), purpose).catch((error: unknown) => set({ step: 'failed', error }));
}

/** Ends the session here, at the sign-in page and in every other tab. */
export async function signOut(): Promise<void> {
  signOuts.postMessage('signed-out');
  await signIn?.signOut();
}

const signOuts = new BroadcastChannel('latchkey.sign-out');
// Each tab has tokens of its own to revoke.
signOuts.onmessage = () => {
  void signIn?.forget();
  waiting = [];
  set({ step: 'signed-out', refusal: commonText('signedOutElsewhere') });
};

/** Asks for a new sign-in in a separate window. @throws when the window was blocked or the sign-in refused */
export async function signInAgain(): Promise<void> {
  const idToken = await signIn?.signInAgain();
  if (idToken === undefined) throw new Error('no token');
  if (state.step === 'signed-in') set({ ...state, ended: false });
  for (const { resolve } of waiting) resolve(idToken);
  waiting = [];
}

/** Leaves the page as it is, without a sign-in: what waits for one fails, and lists no longer ask for one. */
export function postponeSignIn(): void {
  if (state.step === 'signed-in') set({ ...state, ended: 'postponed' });
  for (const { reject } of waiting) reject(new SessionEndedError('not signed in again'));
  waiting = [];
}

export function askForSignIn(): void {
  if (state.step === 'signed-in') set({ ...state, ended: 'asked' });
}

/** Forgets the default key's secret, once it has been shown. */
export function dismissDefaultKey(): void {
  if (state.step === 'signed-in') set({ ...state, defaultKey: undefined });
}

// The code must not stay in the address, even though it is useless by then.
async function completeSignIn(signIn: SignIn, parameters: URLSearchParams): Promise<void> {
  const url = location.href;
  history.replaceState(null, '', '/');
  try {
    const { path, isSignedIn } = await signIn.complete(url);
    history.replaceState(null, '', path);
    if (!isSignedIn) set({ step: 'signed-out' });
  } catch {
    const refusal = parameters.get('error_description') ?? commonText('signInFailed');
    set({ step: 'signed-out', refusal });
  }
}

async function currentToken(isRead: boolean): Promise<string> {
  return (await signIn?.idToken()) ?? renewedToken(undefined, isRead);
}

let renewal: Promise<string> | undefined;

// Many calls may be refused, at once or in turn: one renewal serves them all.
async function renewedToken(refused: string | undefined, isRead: boolean): Promise<string> {
  // Lists refresh by themselves; a change is what the person wants now.
  if (isRead && state.step === 'signed-in' && state.ended === 'postponed')
    throw new SessionEndedError('put off');
  const present = renewal === undefined ? await signIn?.idToken() : undefined;
  if (present !== undefined && present !== refused) return present;
  renewal ??= renew().finally(() => {
    renewal = undefined;
  });
  return renewal;
}

async function renew(): Promise<string> {
  const renewed = await signIn?.renew();
  if (renewed !== undefined) return renewed;
  if (state.step === 'signed-in') set({ ...state, ended: 'asked' });
  // Before any page is shown, starting over loses nothing.
  else set({ step: 'signed-out', refusal: commonText('sessionOver') });
  return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
}

/** How long a window may take to close after reporting its callback. */
const closingMs = 2_000;

// The callback of a sign-in that another window started: that window waits for it.
async function reportToOpener(signIn: SignIn, url: string): Promise<void> {
  history.replaceState(null, '', '/');
  await signIn.report(url);
  await new Promise((resolve) => setTimeout(resolve, closingMs));
  // Still open: the address was bookmarked or opened twice.
  set({
    step: 'signed-out',
    refusal: commonText('foreignSignIn'),
  });
}

function currentPath(): string {
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
