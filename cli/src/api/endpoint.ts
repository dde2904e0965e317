import { exitCodes, Failure } from '../exit.ts';
import type { Credentials } from './signer.ts';

/** How a person names the API, by options and environment. */
export interface EndpointOptions {
  readonly local?: boolean;
  readonly as?: string;
  readonly url?: string;
  readonly stack?: string;
  readonly profile?: string;
  readonly region?: string;
}

/** The API to call, and how to sign for it. */
export interface Endpoint {
  /** Without a slash at the end, and without the version. */
  readonly base: string;
  readonly region: string;
  readonly credentials: () => Promise<Credentials>;
}

export async function findEndpoint(
  options: EndpointOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Endpoint> {
  if (options.local) return localEndpoint(options, env);
  if (options.as !== undefined) throw new Failure(exitCodes.usage, '--as goes with --local only.');
  // An option goes before a variable.
  const named = options.url ?? (options.stack === undefined ? env.LATCHKEY_OPERATOR_API_URL : undefined);
  if (!named && options.stack === undefined) {
    throw new Failure(exitCodes.usage, 'Which API? No address is known.', [
      'Give the stack (--stack Latchkey-prod-Service), or the address that is its output OperatorApiUrl',
      '(--url https://…, or LATCHKEY_OPERATOR_API_URL in the environment). For the local engine: --local.',
    ]);
  }
  const aws = await import('./aws.ts');
  const profile = options.profile;
  const url = named ?? (await aws.readStackUrl(options.stack ?? '', { region: options.region, profile }));
  const base = readBase(url);
  const region = options.region ?? regionOf(base) ?? (await aws.findRegion(profile));
  return { base, region, credentials: () => aws.findCredentials(profile) };
}

function localEndpoint(
  { as = 'local' }: EndpointOptions,
  env: Readonly<Record<string, string | undefined>>,
): Endpoint {
  const port = Number(env.PORT || 4000);
  if (!Number.isInteger(port) || port < 1 || port > 65_532) {
    throw new Failure(exitCodes.usage, `PORT is ${env.PORT}, which is no port of an engine.`);
  }
  const credentials = { accessKeyId: as, secretAccessKey: 'local' };
  return {
    base: `http://localhost:${port + 3}`,
    region: 'us-east-1',
    credentials: async () => credentials,
  };
}

/** People copy the address with the version or without it, with a slash at the end or without. */
function readBase(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain =
    url && (url.protocol === 'https:' || url.hostname === 'localhost' || url.hostname === '127.0.0.1');
  if (!isPlain || url.search || url.hash || url.username) {
    throw new Failure(exitCodes.usage, `The address of the API is not usable: ${text}`, [
      'It is an https address such as https://abc123.execute-api.eu-central-1.amazonaws.com/prod',
    ]);
  }
  return (url.origin + url.pathname).replace(/\/+$/, '').replace(/\/v1$/, '');
}

function regionOf(base: string): string | undefined {
  return /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com/.exec(base)?.[1];
}
