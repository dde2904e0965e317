import { UnreachableError } from './api/problem.ts';

/** What a deployment tells the page at run time; one build serves all stages. */
export interface Config {
  /** Issuer of the ID tokens. */
  readonly authority: string;
  readonly clientId: string;
  /** The URL of the managed login. */
  readonly signInUrl: string;
  /** Where programs call with keys; ends with a slash. */
  readonly gatewayUrl: string;
  /** First part of each token. */
  readonly keyPrefix: string;
  /** Whether anybody may open an account. */
  readonly selfSignUp: boolean;
  /** The operator's own provider of sign-ins, if it is the only way in. */
  readonly identityProvider?: string;
  /** Where that provider, also beside passwords, ends its own session, and what it knows this page as. */
  readonly identityProviderSignOutUrl?: string;
  readonly identityProviderClientId?: string;
  /** The operator's name for the product. */
  readonly brandName?: string;
  /** Path of the operator's logo, with the size that it is shown at. */
  readonly brandLogo?: string;
  readonly brandLogoWidth?: number;
  readonly brandLogoHeight?: number;
  /** Where the operator helps its customers: https or mailto. */
  readonly supportUrl?: string;
  /** The operator's terms of use. */
  readonly termsUrl?: string;
}

let current: Config | undefined;

/** @throws UnreachableError when config.json can't be fetched */
export async function loadConfig(): Promise<Config> {
  // As the page asks for it in its head, so that it comes along with the code; its own headers keep it fresh.
  const response = await fetch('/config.json').catch((error: unknown) => {
    throw new UnreachableError('no config.json', { cause: error });
  });
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  current = (await response.json()) as Config;
  return current;
}

/** Undefined until it has loaded: what shows that it can't be must do without. */
export function loadedConfig(): Config | undefined {
  return current;
}

/** @throws before it has loaded; no page is shown before that */
export function config(): Config {
  if (current === undefined) throw new Error('config.json has not been loaded');
  return current;
}
