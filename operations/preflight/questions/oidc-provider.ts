import * as z from 'zod/mini';
import { emailVerifiedClaimOf, type OidcProvider } from '../../../lib/identity-provider-settings.ts';
import type { Finding, Question } from '../finding.ts';
import { readPublicDocument, UnreadableError } from '../public-document.ts';

const topic = 'Identity provider';

/** What Cognito, and this, looks for in a provider's description of itself. */
const description = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url({ protocol: /^https$/ }),
  token_endpoint: z.url({ protocol: /^https$/ }),
  userinfo_endpoint: z.url({ protocol: /^https$/ }),
  jwks_uri: z.url({ protocol: /^https$/ }),
  end_session_endpoint: z.optional(z.string()),
  token_endpoint_auth_methods_supported: z.optional(z.array(z.string())),
  scopes_supported: z.optional(z.array(z.string())),
  claims_supported: z.optional(z.array(z.string())),
});
type Description = z.infer<typeof description>;

/** Whether the operator's provider answers, is who it should be, and gives what the settings count on. */
export function askOidcProvider(provider: OidcProvider, web: typeof fetch): Question {
  const url = `${provider.issuer}/.well-known/openid-configuration`;
  return {
    topic,
    permission: 'the network the way to it',
    async ask() {
      const found = await readDescription(url, web);
      if ('level' in found) return found;
      const findings = [...judgeIdentity(found, provider), ...judgeOffers(found, provider)];
      if (findings.length > 0) return findings;
      return { level: 'ok', topic, what: `${provider.name} answers as ${found.issuer}.` };
    },
  };
}

async function readDescription(url: string, web: typeof fetch): Promise<Description | Finding> {
  const stop = (what: string): Finding => ({
    level: 'stop',
    topic,
    what,
    why: 'Cognito reads it when it makes the provider, so the deployment would fail.',
    action: `Open ${url} in a browser: it must be reachable from the internet. If it is not there, identityProvider.issuer is not the issuer.`,
  });
  try {
    const { data, error } = description.safeParse(JSON.parse(await readPublicDocument(url, web)));
    if (data) return data;
    const fields = [...new Set(error.issues.map(({ path }) => path.join('.')))].filter(Boolean);
    return stop(
      fields.length > 0
        ? `${url} lacks what Cognito needs, by https: ${fields.join(', ')}.`
        : `${url} describes no provider.`,
    );
  } catch (error) {
    if (error instanceof UnreadableError) return stop(`${url} ${error.message}.`);
    if (error instanceof SyntaxError) return stop(`${url} is no JSON.`);
    throw error;
  }
}

function judgeIdentity(found: Description, { issuer }: OidcProvider): Finding[] {
  const methods = found.token_endpoint_auth_methods_supported;
  const isOther = found.issuer.replace(/\/$/, '') !== issuer;
  return [
    ...(isOther
      ? [
          {
            level: 'stop' as const,
            topic,
            what: `It says that it is ${found.issuer}, and not ${issuer}.`,
            why: 'Its tokens would be refused.',
            action: `Set identityProvider.issuer to ${found.issuer.replace(/\/$/, '')}.`,
          },
        ]
      : []),
    ...(methods && !methods.includes('client_secret_post')
      ? [
          {
            level: 'stop' as const,
            topic,
            what: `It takes client secrets by ${methods.join(', ')}, and not by client_secret_post.`,
            why: 'Cognito knows no other way, so nobody could sign in.',
            action: 'Allow client_secret_post for the client at the provider.',
          },
        ]
      : []),
  ];
}

function judgeOffers(found: Description, provider: OidcProvider): Finding[] {
  const claims = [provider.emailClaim, emailVerifiedClaimOf(provider) ?? []].flat();
  const lacking = (offered: readonly string[] | undefined, wanted: readonly string[]) =>
    offered ? wanted.filter((name) => !offered.includes(name)) : [];
  const noClaims = lacking(found.claims_supported, claims);
  const noScopes = lacking(found.scopes_supported, provider.scopes);
  const warn = (what: string, why: string, action: string): Finding => ({
    level: 'warning',
    topic,
    what,
    why,
    action,
  });
  return [
    ...(noClaims.length > 0
      ? [
          warn(
            `It does not list the claim ${noClaims.join(' and ')}.`,
            'Without an address nobody can sign in, and one that nothing says is verified is refused.',
            'Look which claims it gives, and set emailClaim and emailVerifiedClaim, or vouchesForEmail.',
          ),
        ]
      : []),
    ...(noScopes.length > 0
      ? [
          warn(
            `It does not list the scope ${noScopes.join(' and ')}.`,
            'It may refuse every sign-in.',
            'Set identityProvider.scopes to some that it lists.',
          ),
        ]
      : []),
    ...(found.end_session_endpoint && !provider.signOutUrl
      ? [
          warn(
            'A sign-out from the portal leaves the session at the provider.',
            'On a shared computer, the next person is signed in without being asked.',
            `Set identityProvider.signOutUrl to ${found.end_session_endpoint}.`,
          ),
        ]
      : []),
  ];
}
