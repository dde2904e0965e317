/** What a deployment tells the page at run time, so that one build serves all stages. */
export interface Config {
  /** Issuer of the ID tokens. */
  readonly authority: string;
  readonly clientId: string;
  /** The managed login's own address. */
  readonly signInUrl: string;
  /** Where programs use the keys; ends with a slash. */
  readonly gatewayUrl: string;
  /** First part of each token. */
  readonly keyPrefix: string;
  /** Whether anybody may open an account. */
  readonly selfSignUp: boolean;
}

let current: Config | undefined;

/** @throws when the page can't be reached */
export async function loadConfig(): Promise<Config> {
  const response = await fetch('/config.json', { cache: 'no-cache' });
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  current = (await response.json()) as Config;
  return current;
}

/** @throws before it has been loaded, which nothing that is shown to a person precedes */
export function config(): Config {
  if (current === undefined) throw new Error('the settings have not been loaded');
  return current;
}
