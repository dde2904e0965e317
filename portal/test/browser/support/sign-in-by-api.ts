import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from 'oidc-client-ts';
import type { Page } from 'playwright-core';

/**
 * Signs in at the sign-in page without showing it, then opens the portal with its callback: one start of the portal in
 * place of two, and no form to fill.
 * @param origin of the portal
 * @param path where the sign-in returns to
 */
export async function signInByApi(page: Page, origin: string, email: string, path: string): Promise<void> {
  const { authority, clientId } = await (await page.request.get(`${origin}/config.json`)).json();
  const storage = new InMemoryWebStorage();
  const client = new OidcClient({
    authority,
    client_id: clientId,
    redirect_uri: `${origin}/`,
    scope: 'openid email',
    stateStore: new WebStorageStateStore({ store: storage }),
  });
  const { url } = await client.createSigninRequest({ state: path, request_type: 'si:r' });
  // Cookies are those of the page: it is signed in at the sign-in page as well.
  const form = await page.request.get(url);
  const callback = await page.request.post(form.url(), { form: { email } });
  await page.addInitScript(
    ([name, state]) => {
      if (sessionStorage.getItem('latchkey.signed-in') === null) sessionStorage.setItem(name, state);
    },
    [storage.key(0) ?? '', storage.getItem(storage.key(0) ?? '') ?? ''] as const,
  );
  await page.goto(callback.url());
}
