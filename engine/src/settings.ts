import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What the engine is started with. */
export interface Settings {
  readonly port: number;
  /** A folder or `memory`; undefined for the repository's own. */
  readonly data: string | undefined;
  readonly upstreamUrl: string | undefined;
  /** How the operator's own identity provider, which the engine plays, would speak; undefined: there is none. */
  readonly identityProvider: 'oidc' | 'saml' | undefined;
  /** Whether people may sign in without it. */
  readonly passwordSignIn: boolean;
  readonly log: string | undefined;
  /** A folder that `cdk synth` wrote; undefined synthesizes this repository's app. */
  readonly assembly: string | undefined;
  /** Whether a function is loaded at its first call, as in AWS, rather than before the engine is ready. */
  readonly loadsOnCall: boolean;
}

/** An invalid setting. The message names it and says what is valid. */
export class SettingsError extends Error {}

/** @throws SettingsError */
export function readSettings(args: readonly string[], environment: NodeJS.ProcessEnv): Settings | 'help' {
  const { help, assembly, loadsOnCall } = readArguments(args);
  if (help) return 'help';
  return {
    port: readPort(environment.PORT),
    data: text(environment.LATCHKEY_DATA),
    upstreamUrl: readUpstream(text(environment.LATCHKEY_UPSTREAM)),
    ...readSignIn(text(environment.LATCHKEY_IDENTITY_PROVIDER), text(environment.LATCHKEY_PASSWORD_SIGN_IN)),
    log: text(environment.LATCHKEY_LOG),
    assembly,
    loadsOnCall,
  };
}

function readArguments(
  args: readonly string[],
): Pick<Settings, 'assembly' | 'loadsOnCall'> & { help: boolean } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        assembly: { type: 'string' },
        'load-on-call': { type: 'boolean' },
      },
    });
    // Worker threads load a bundle by its absolute path only.
    return {
      help: values.help ?? false,
      assembly: values.assembly && resolve(values.assembly),
      loadsOnCall: values['load-on-call'] ?? false,
    };
  } catch (error) {
    throw new SettingsError(`${error instanceof Error ? error.message : error}\nSee npm start -- --help.`);
  }
}

function readPort(value: string | undefined): number {
  const port = Number(text(value) ?? 4000);
  if (Number.isInteger(port) && port >= 1 && port <= 65_532) return port;
  throw new SettingsError(
    `PORT must be a whole number from 1 to 65532 (the engine uses four ports), not ${value}`,
  );
}

function readUpstream(value: string | undefined): string | undefined {
  if (value === undefined || isUpstream(value)) return value;
  throw new SettingsError(
    `LATCHKEY_UPSTREAM must be an http or https address without a query, a fragment or credentials, not ${value}`,
  );
}

function readSignIn(
  identityProvider: string | undefined,
  passwordSignIn = 'true',
): Pick<Settings, 'identityProvider' | 'passwordSignIn'> {
  if (identityProvider !== undefined && identityProvider !== 'oidc' && identityProvider !== 'saml')
    throw new SettingsError(`LATCHKEY_IDENTITY_PROVIDER must be oidc or saml, not ${identityProvider}`);
  if (passwordSignIn === 'true') return { identityProvider, passwordSignIn: true };
  if (passwordSignIn === 'false' && identityProvider) return { identityProvider, passwordSignIn: false };
  throw new SettingsError(
    `LATCHKEY_PASSWORD_SIGN_IN must be true, or false with a LATCHKEY_IDENTITY_PROVIDER, not ${passwordSignIn}`,
  );
}

// The app would refuse it too, but only during the synthesis, which takes a while.
function isUpstream(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return /^https?:$/.test(protocol) && username === '' && password === '' && !/[?#{}]/.test(value);
}

// An empty variable counts as unset.
function text(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value;
}
