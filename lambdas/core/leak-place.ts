/** Where a token was found is a stranger's page: it is shown to the holder as text, and only if it is an address of the web. */

/** In characters, as it is written then. */
export const leakPlaceLimit = 2048;

/**
 * An `https` URL in the form in which browsers write it, all ASCII: so it can neither break out of a line nor turn the direction of
 * text, and shows the true name of its host. Null for everything else, a URL with user name or password among it: `https://github.com@evil.example`
 * would look like another's page.
 */
export function parseLeakPlace(text: string): string | null {
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return null;
  return url.href.length <= leakPlaceLimit ? url.href : null;
}

/**
 * A place without secrets: of one that has a token in it, however it is encoded, only the host is left.
 * @param secrets what must not be in it, besides anything that has the form of a token
 * @param tokenPattern source text of a regular expression
 */
export function hideSecrets(place: string, secrets: readonly string[], tokenPattern: string): string {
  const token = new RegExp(tokenPattern);
  const isRevealing = (text: string) => token.test(text) || secrets.some((secret) => text.includes(secret));
  return isRevealing(place) || isRevealing(decode(place)) ? `${new URL(place).origin}/…` : place;
}

/** Percent-encoded letters and digits; what else is encoded is of no interest. */
function decode(text: string): string {
  return text.replace(/%([3-7][0-9a-f])/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
