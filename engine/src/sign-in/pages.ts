import type { ServerResponse } from 'node:http';
import type { SignInLook } from './look.ts';

/** What a sign-in page offers, and what it looks like. */
export interface SignInChoices {
  readonly look: SignInLook;
  /** Whether people of the pool's own may sign in. */
  readonly hasOwnPeople: boolean;
  /** Names of identity providers, with the address of each. */
  readonly providers: readonly (readonly [name: string, url: string])[];
}

/** The page that asks for an email address, or offers providers. The form posts to `action`. */
export function signInPage(
  action: string,
  { look, hasOwnPeople, providers }: SignInChoices,
  problem?: string,
): string {
  const links = providers.map(
    ([name, url]) => `<a class="button" href="${escapeHtml(url)}">Continue with ${escapeHtml(name)}</a>`,
  );
  const logo = look.logo === undefined ? '' : `<img src="${escapeHtml(look.logo)}" alt="">`;
  return page(
    'Sign in',
    `${logo}<h1>Sign in</h1>
    <p>This is the local engine: use any email address, there is no password. In AWS, this is the user pool's own page.</p>
    ${hasOwnPeople ? emailForm(action, problem) : ''}
    ${links.join('\n')}`,
    look.css,
  );
}

/** The page of the second issuer, which asks as well what it would know about the address. */
export function providerPage(action: string, name: string, problem?: string): string {
  const verified =
    '<label><input type="checkbox" name="verified" checked> The provider has verified this address</label>';
  return page(
    `Sign in at ${name}`,
    `<h1>Sign in at ${escapeHtml(name)}</h1>
    <p>This stands for the identity provider of your own that the user pool federates to. Use any email address.</p>
    ${emailForm(action, problem, verified)}`,
  );
}

function emailForm(action: string, problem?: string, more = ''): string {
  return `<form method="post" action="${escapeHtml(action)}">
      <label for="email">Email address</label>
      <input id="email" name="email" type="email" autocomplete="email" required autofocus${problem === undefined ? '' : ' aria-describedby="problem" aria-invalid="true"'}>
      ${problem === undefined ? '' : `<p id="problem" class="problem" role="alert">${escapeHtml(problem)}</p>`}
      ${more}
      <button>Sign in</button>
    </form>`;
}

export function messagePage(title: string, text: string): string {
  return page(title, `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>`);
}

/** `form` is oidc-provider's own, complete except for a button. */
export function signOutPage(form: string): string {
  return page(
    'Sign out',
    `<h1>Sign out</h1>${form}<button form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>`,
  );
}

function page(title: string, body: string, css = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escapeHtml(title)} · Latchkey, local</title>
  <style>
    :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
    body { display: grid; place-items: center; min-height: 100vh; margin: 0; background: var(--page, Canvas); color: var(--text, CanvasText); }
    main { width: min(24rem, 100vw - 3rem); box-sizing: border-box; padding: 1.5rem; border-radius: .75rem; border: 1px solid var(--card-line, transparent); background: var(--card, transparent); }
    img { display: block; max-width: 7.5rem; max-height: 2rem; margin: 0 auto 1.25rem; }
    h1 { font-size: 1.5rem; margin: 0 0 .5rem; color: var(--heading, inherit); }
    form { display: grid; gap: .5rem; margin-top: 1.5rem; }
    input, button { font: inherit; padding: .6rem .75rem; border-radius: .4rem; border: 1px solid var(--field-line, GrayText); }
    input { background: var(--field, Field); color: inherit; }
    a.button { display: block; margin-top: 1rem; padding: .6rem .75rem; border-radius: .4rem; border: 1px solid var(--field-line, GrayText); text-align: center; color: inherit; text-decoration: none; }
    button { border: 0; background: var(--button, #1f5fbf); color: var(--button-text, #fff); font-weight: 600; cursor: pointer; }
    .problem { margin: 0; font-weight: 600; }
    ${css}
  </style>
</head>
<body><main>${body}</main></body>
</html>`;
}

export function sendPage(response: ServerResponse, status: number, html: string): void {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    })
    .end(html);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
