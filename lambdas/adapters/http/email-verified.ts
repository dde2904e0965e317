import * as z from 'zod/mini';
import { vouchedProviderName } from '../environment.ts';

const identities = z.array(z.object({ providerName: z.string(), primary: z.string() }));

/**
 * Whether a sign-in's address is known to be its holder's: the token says so, or the operator vouches for the identity provider.
 * A sign-in by a provider is never taken to be verified because nothing is said.
 * @param claims as API Gateway passes them, all as text
 */
export function isEmailVerified({
  email_verified: isVerified,
  identities: linked,
}: Readonly<Record<string, unknown>>): boolean {
  if (String(isVerified) === 'true') return true;
  if (linked === undefined) return isVerified === undefined;
  const vouched = process.env[vouchedProviderName];
  return vouched !== undefined && primaryProvider(String(linked)) === vouched;
}

/** The provider that a sign-in's profile comes from; undefined for one that has merely been linked to it. */
function primaryProvider(linked: string): string | undefined {
  try {
    // API Gateway leaves the brackets of a list away.
    const { data } = identities.safeParse(JSON.parse(linked.startsWith('[') ? linked : `[${linked}]`));
    return data?.find(({ primary }) => primary === 'true')?.providerName;
  } catch {
    return undefined;
  }
}
