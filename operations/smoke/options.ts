import { parseArgs } from 'node:util';

export interface SmokeOptions {
  /** The gateway, without a slash at the end. */
  gateway: string;
  /** The management API up to and including `/api/v1`. */
  api: string;
  /** The portal, without a slash at the end; null: unknown. */
  portal: string | null;
  /** Null: the local engine is asked for one. */
  idToken: string | null;
  /** A token of the same user pool that the management API must refuse. */
  accessToken: string | null;
  /** A path of the upstream that echoes the request. */
  echo: string | null;
  /** The origins that may call the management API from a browser. */
  origins: readonly string[];
  /** How long a decision of the authorizer may be cached, if its cache turns out to be on. */
  cacheSeconds: number;
  /** How long one call may take. */
  timeoutSeconds: number;
}

/** An option that can't be used; the message says which. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const help = `npm run smoke -- --url <gateway> --api <management API> [options]

Walks a key through its whole life against a deployment, or against the local engine, and compares each response
with what the documentation promises. What it creates it deletes again; the account of the sign-in stays.

  --url <url>             the gateway: output GatewayUrl, or http://localhost:4001
  --api <url>             the management API: output ApiUrl, or http://localhost:4000/api/v1
  --portal <url>          the portal, unless it has the origin of --api
  --id-token <token>      an ID token of the user pool, or set LATCHKEY_ID_TOKEN, which other users of the machine
                          can't see; without either, the local engine is asked for one
  --access-token <token>  the access token of the same sign-in, or LATCHKEY_ACCESS_TOKEN: it must be refused
  --echo <path>           a path of your API that responds with the request it got, as JSON with "headers": an object
                          of names and values, or a list of [name, value]
  --origin <origin>       one of allowedOrigins; repeat it for each
  --cache-seconds <n>     the setting authorizerCacheSeconds, if you raised it (default 300): how long to wait for a
                          cached decision to end; whether there is a cache is noticed
  --timeout <seconds>     for one call (default 15)
  --help                  this text

Exit code: 0 if every check held, 1 if any did not, 2 if the options can't be used.`;

/** @throws UsageError */
export function readOptions(
  args: readonly string[],
  environment: Record<string, string | undefined>,
): SmokeOptions | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const api = readApi(values.api);
  return {
    gateway: readUrl('--url', values.url),
    api,
    portal: values.portal === undefined ? portalOf(api) : readUrl('--portal', values.portal),
    idToken: readToken('--id-token', values['id-token'] ?? environment.LATCHKEY_ID_TOKEN),
    accessToken: readToken('--access-token', values['access-token'] ?? environment.LATCHKEY_ACCESS_TOKEN),
    echo: values.echo === undefined ? null : readPath('--echo', values.echo),
    origins: (values.origin ?? []).map((origin) => readOrigin('--origin', origin)),
    cacheSeconds: readNumber('--cache-seconds', values['cache-seconds'] ?? '300', 3600),
    timeoutSeconds: readNumber('--timeout', values.timeout ?? '15', 120),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        url: { type: 'string' },
        api: { type: 'string' },
        portal: { type: 'string' },
        'id-token': { type: 'string' },
        'access-token': { type: 'string' },
        echo: { type: 'string' },
        origin: { type: 'string', multiple: true },
        'cache-seconds': { type: 'string' },
        timeout: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readUrl(option: string, text: string | undefined): string {
  if (text === undefined) throw new UsageError(`${option} is required`);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username) {
    throw new UsageError(
      `${option} must be a URL such as https://example.com/live, without query or credentials`,
    );
  }
  return text.replace(/\/+$/, '');
}

/** The outputs ApiUrl and ManagementApiUrl differ by the path of the API, which may be left out. */
function readApi(text: string | undefined): string {
  const url = readUrl('--api', text);
  return url.endsWith('/api/v1') ? url : `${url}/api/v1`;
}

/** The portal serves the API on its own origin, at the root; API Gateway puts the stage before it. */
function portalOf(api: string): string | null {
  const url = new URL(api);
  return url.pathname === '/api/v1' ? url.origin : null;
}

function readToken(option: string, text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  // The value itself is never printed.
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(text))
    throw new UsageError(`${option} must be a JWT, three parts with dots`);
  return text;
}

function readPath(option: string, text: string): string {
  if (!/^\/[^\s?#]*$/.test(text))
    throw new UsageError(`${option} must be a path such as /anything, without a query`);
  return text.replace(/\/+$/, '');
}

function readOrigin(option: string, text: string): string {
  if (!URL.canParse(text) || new URL(text).origin !== text) {
    throw new UsageError(`${option} must be an origin such as https://dashboard.example.com`);
  }
  return text;
}

function readNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value <= most)) {
    throw new UsageError(`${option} must be a number of seconds above 0, up to ${most}`);
  }
  return value;
}
