import * as z from 'zod/mini';
import { isExampleAddress } from './example-addresses.ts';
import { readMetadataFile, SamlMetadataError } from './saml-metadata.ts';
import { flag, fromText, matching, parseJson } from './setting-kinds.ts';

/** The operator's own provider of sign-ins, as the setting `identityProvider` has it. */
export type IdentityProvider = z.infer<typeof oidc> | z.infer<typeof saml>;
export type OidcProvider = Extract<IdentityProvider, { type: 'oidc' }>;
export type SamlProvider = Extract<IdentityProvider, { type: 'saml' }>;

/** Cognito's own, and those that it has types of their own for. */
const takenNames = /^(COGNITO|Facebook|Google|LoginWithAmazon|SignInWithApple)$/i;
const nameError =
  'must be 3 to 32 letters, digits or hyphens, such as AcmeSSO, and no provider that Cognito knows by itself';
const claimError = 'must be the name of a claim or an attribute, without spaces';
const secretError =
  'must be the name or the ARN of a secret in Secrets Manager that holds the client secret, never the secret itself';
const issuerError =
  'must be the issuer of your provider as https://login.acme.com/tenant: public, on port 443, without a slash at the end, a query or /.well-known/…';

const claim = () => matching(/^[^\s\p{Cc}]{1,255}$/u, claimError);
const publicUrl = (error: string) => z.string({ error }).check(z.refine(isPublicUrl, error));

const shared = {
  /** Part of every user name that comes from it: a new one makes everybody somebody else. */
  name: matching(/^[A-Za-z0-9][A-Za-z0-9-]{2,31}$/, nameError).check(
    z.refine((name) => !takenNames.test(name), nameError),
  ),
  /** Whether the operator answers for the addresses, where no claim does. */
  vouchesForEmail: flag(false),
  emailVerifiedClaim: z.optional(claim()),
};

const oidc = z.strictObject({
  type: z.literal('oidc'),
  ...shared,
  issuer: publicUrl(issuerError).check(
    z.refine((url) => !/[?#]|\/$|\/\.well-known(\/|$)/.test(url), issuerError),
  ),
  clientId: matching(/^[^\s\p{Cc}]{1,255}$/u, "must be the ID of the provider's client for Latchkey"),
  clientSecretName: matching(
    /^(arn:aws:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-\w{6}|(?!arn:)[\w/+=.@-]{1,512})$/,
    secretError,
  ),
  clientSecretField: z.optional(
    matching(/^[\w.-]{1,128}$/, 'must be the field of a secret that is an object in JSON'),
  ),
  clientSecretVersion: z.optional(matching(/^[\w-]{32,64}$/, 'must be the ID of a version of the secret')),
  scopes: z._default(
    z
      .array(matching(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/, 'must be a list of scopes'), {
        error: 'must be a list of scopes, such as ["openid", "email"]',
      })
      .check(
        z.refine(
          (scopes) => scopes.includes('openid'),
          'must include openid, or the provider is not asked who it is',
        ),
      ),
    ['openid', 'email'],
  ),
  emailClaim: z._default(claim(), 'email'),
  signOutUrl: z.optional(
    publicUrl(
      'must be where the provider ends its session: the end_session_endpoint of its description, https://…',
    ),
  ),
});

const metadataUrlError = "must be the address of the provider's metadata, https://…";

const saml = z.strictObject({
  type: z.literal('saml'),
  ...shared,
  metadataUrl: z.optional(publicUrl(metadataUrlError)),
  metadataFile: z.optional(z.string({ error: 'must be the path of a file' }).check(isMetadataFile)),
  emailClaim: z._default(claim(), 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress'),
  signOut: flag(false),
});

/** The settings by which people sign in at a provider of the operator's. */
export const identityProviderSettings = {
  identityProvider: z.optional(
    z.pipe(
      z.transform(fromText(parseJson)),
      z
        .discriminatedUnion('type', [oidc, saml], {
          error: (issue) =>
            issue.code === 'invalid_union'
              ? 'must have the type oidc or saml'
              : 'must be an object, such as {"type": "oidc", "name": "AcmeSSO", …}',
        })
        .check(
          z.refine(
            (provider) => provider.type !== 'saml' || !provider.metadataUrl !== !provider.metadataFile,
            {
              path: ['metadataUrl'],
              error: 'must be set, or else metadataFile, and only one of them',
            },
          ),
          z.refine(
            (provider) =>
              provider.type !== 'saml' || provider.vouchesForEmail !== Boolean(provider.emailVerifiedClaim),
            {
              path: ['vouchesForEmail'],
              error:
                'must be true if your provider verifies every address, or emailVerifiedClaim must name the attribute that says so: SAML has none by itself',
            },
          ),
          z.refine((provider) => !(provider.vouchesForEmail && provider.emailVerifiedClaim), {
            path: ['emailVerifiedClaim'],
            error: 'must not be set with vouchesForEmail: either the claim says so, or you do',
          }),
        ),
    ),
  ),
  passwordSignIn: flag(true),
};

export const identityProviderRules = [
  z.refine<{ passwordSignIn: boolean; identityProvider?: IdentityProvider | undefined }>(
    ({ passwordSignIn, identityProvider }) => passwordSignIn || identityProvider !== undefined,
    {
      path: ['passwordSignIn'],
      error: 'needs an identityProvider to be false: nobody could sign in',
    },
  ),
];

/** The claim that says whether an address is verified; undefined where the operator vouches for all. */
export function emailVerifiedClaimOf({
  type,
  vouchesForEmail,
  emailVerifiedClaim,
}: IdentityProvider): string | undefined {
  if (vouchesForEmail) return undefined;
  return emailVerifiedClaim ?? (type === 'oidc' ? 'email_verified' : undefined);
}

function isMetadataFile({ value, issues }: z.core.ParsePayload<string>): void {
  try {
    readMetadataFile(value);
  } catch (error) {
    if (!(error instanceof SamlMetadataError)) throw error;
    issues.push({ code: 'custom', message: error.message, input: value });
  }
}

/** Cognito reaches providers over the internet, on the usual port. */
function isPublicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, port, hostname, username, password } = new URL(text);
  const isName = hostname.includes('.') && !/^[\d.]+$|^\[/.test(hostname);
  return protocol === 'https:' && !port && !username && !password && isName && !isExampleAddress(hostname);
}
