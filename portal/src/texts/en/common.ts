import type { Catalogue, Formatter } from '../translator.ts';

/** What every page may say: the frame, sign-in, errors, and the controls. */
export const en = {
  // The frame
  product: 'Latchkey',
  dashboard: 'Dashboard',
  apiControl: 'API Control',
  developers: 'Developers',
  settings: 'Settings',
  pages: 'Pages',
  skip: 'Skip to content',
  account: ({ email }: { email: string }) => `Account ${email}`,
  theme: ({ label }: { label: string }) => `Look: ${label}`,
  themeSystem: 'System',
  themeLight: 'Light',
  themeDark: 'Dark',
  needAttention: ({ count }: { count: number }, formatter: Formatter) =>
    formatter.plural(count, {
      one: '1 key needs attention',
      other: `${formatter.number(count)} keys need attention`,
    }),
  signOut: 'Sign out',
  suspended: ({ since }: { since: string }) =>
    `This account has been suspended since ${since}: no key works, and no emails are sent. Your keys stay as they are, and work again once it is resumed.`,
  offline: 'You’re offline. What you see may be out of date, and you can’t make changes until you reconnect.',
  notFound: 'Page not found',
  notFoundHelp: 'Nothing is at <path/>. Check the address, or go on from here.',
  openDashboard: 'Open the Dashboard',
  pageTitle: ({ title, brand }: { title: string; brand: string }) => `${title} · ${brand}`,
  thePage: 'the page',

  // Sign-in
  welcome: 'Your API keys, under control',
  welcomeIntro:
    'Give each program its own key and date. An expired key works again as soon as you set a new one.',
  signInToSee: 'Sign in to see the page you asked for.',
  signIn: 'Sign in',
  signUp: 'Create an account',
  support: 'Get support',
  terms: 'Terms of use',
  signInFailed: 'Sign-in wasn’t completed. Sign in again.',
  signedOutElsewhere: 'You signed out in another tab.',
  sessionOver: 'Your session has ended. Sign in again.',
  foreignSignIn: 'This sign-in wasn’t started in this tab, or was already used. Sign in again.',
  sessionEnded: 'Your session has ended',
  sessionEndedHelp: 'Sign in again in a separate window. This page stays open, with everything you entered.',
  sessionEndedDetail: 'Sign in again, then try again. Anything you entered is still here.',
  sessionEndedNotice: 'Your session has ended. What you see may be out of date.',
  waitingForSignIn: 'Waiting for you to sign in. If the window has closed, reopen it.',
  signInIncomplete:
    'Sign-in wasn’t completed. If your browser blocked the window, allow pop-ups for this site, then try again.',
  reopenWindow: 'Reopen window',
  signInAgain: 'Sign in again',
  defaultKeyTitle: ({ brand }: { brand: string }) => `Welcome to ${brand}`,
  defaultKeyIntro:
    'Your account comes with its first key. It works right away and never expires. You can rename it or set an expiration date at any time.',

  // Controls
  close: 'Close',
  cancel: 'Cancel',
  saving: 'Saving…',
  tryAgain: 'Try again',
  reload: 'Reload',
  backToKeys: 'Back to your keys',
  dialogFailed: 'This dialog has failed',
  requestId: 'Request ID: <id/>',
  messages: 'Messages',
  undo: 'Undo',
  undone: 'Undone.',
  undoneExpired: ({ name, count }: { name: string; count: number }, formatter: Formatter) =>
    formatter.plural(count, {
      one: `Undone. “${name}” has expired again.`,
      other: `Undone. ${formatter.number(count)} keys have expired again.`,
    }),
  notUndone: ({ title, detail }: { title: string; detail: string }) => `Not undone. ${title}. ${detail}`,
  dismissMessage: 'Dismiss message',
  copyBlocked: 'Your browser blocked copying. Select the text and copy it yourself.',
  copied: 'Copied',
  copyWhat: ({ what }: { what: string }) => `Copy ${what}`,
  copiedWhat: ({ what }: { what: string }) => `Copied ${what}`,
  hasCopied: ({ what }: { what: string }) => `Copied ${what}.`,
  accessKeyOf: ({ name }: { name: string }) => `access key of ${name}`,
  loading: ({ what }: { what: string }) => `Loading ${what}…`,
  stillLoading: ({ what }: { what: string }) =>
    `Still loading ${what}. The network or the server is slow; this page updates by itself.`,
  working: 'Working…',
  stillWaiting:
    'Still waiting for a response. The network or the server is slow. Nothing is lost, and you don’t need to press again.',
  discard: 'Discard',
  discardQuestion: '<b>Discard what you entered?</b> It hasn’t been saved.',
  keepEditing: 'Keep editing',
  leaveQuestion: 'Leave without saving?',
  leaveHelp: 'What you entered on this page hasn’t been saved.',

  // Keys
  yourKeys: 'your keys',
  active: 'Active',
  expiring: 'Expiring',
  expired: 'Expired',
  leaked: 'Leaked',
  never: 'never',

  // Errors
  unexpected: 'The server returned an unexpected response',
  unexpectedHelp: 'Try again in a few seconds.',
  pastDate: 'That date is in the past. Choose a later one, or use Expire now.',
  conflict: 'This key has changed since you opened it',
  conflictHelp: 'Nothing was overwritten. Review the key, then try again.',
  youAreOffline: 'You’re offline',
  youAreOfflineHelp: 'Reconnect, then try again. Anything you entered is still here.',
  unreachable: 'We can’t reach the server',
  unreachableHelp: 'Check your connection and try again. Anything you entered is still here.',
  partNotLoaded: 'Part of this page couldn’t be loaded',
  partNotLoadedHelp: 'Check your connection, then reload the page.',
  wentWrong: 'Something went wrong on this page',
  wentWrongHelp: 'Reload the page and try again.',
} satisfies Catalogue;
