import { randomBytes } from 'node:crypto';
import { describe, field, NotRun, Surprise, textField } from './check.ts';
import { type HttpResponse, send } from './http-call.ts';
import type { SmokeOptions } from './options.ts';
import { ServerClock } from './server-clock.ts';

/** A key that this run created, with its secret. */
export interface NewKey {
  accessKey: string;
  secretKey: string;
  token: string;
  /** The ETag that came with it. */
  etag: string;
}

type Pairs = readonly (readonly [string, string])[];

export interface CallOptions {
  headers?: Pairs;
  /** An object is sent as JSON. */
  body?: object | string | Buffer;
  /** Whether the ID token goes along. @default true */
  signedIn?: boolean;
}

/** One call and its response, for what must hold of all of them. */
export interface Exchange {
  checkId: string;
  from: 'management' | 'gateway' | 'portal';
  method: string;
  path: string;
  response: HttpResponse;
}

/**
 * What a run of the smoke check knows: where to call, as whom, which keys it has created, and all responses so
 * far.
 */
export class Walk {
  readonly exchanges: Exchange[] = [];
  readonly clock = new ServerClock();
  /** The names of this run's keys, to know them among others. */
  readonly mark = `smoke ${randomBytes(4).toString('hex')}`;
  accountId: string | undefined;
  /** Whether the authorizer's decisions are cached; undefined until it has shown. */
  isCached: boolean | undefined;
  /** Whether a token in only x-api-key was let in: with a cache, or by a bug, it is not. */
  takesApiKey = false;
  /** Whether an API stands behind the gateway; undefined until it has shown. */
  hasUpstream: boolean | undefined;
  checkId = 'start';
  /** Set when somebody wants the run to end: nothing waits any longer. */
  isInterrupted = false;
  readonly #keys = new Map<string, NewKey>();
  readonly #leftovers = new Set<string>();
  readonly #secrets = new Set<string>();
  readonly options: SmokeOptions;
  readonly idToken: string;

  constructor(options: SmokeOptions, idToken: string) {
    this.options = options;
    this.idToken = idToken;
    for (const token of [idToken, options.accessToken]) if (token) this.#secrets.add(token);
  }

  management(method: string, path: string, options: CallOptions = {}): Promise<HttpResponse> {
    const { headers = [], body, signedIn = true } = options;
    const isJson = typeof body === 'object' && !Buffer.isBuffer(body);
    return this.#call('management', method, `${this.options.api}${path}`, {
      headers: [
        ...(signedIn ? [['authorization', `Bearer ${this.idToken}`] as const] : []),
        ...(isJson ? [['content-type', 'application/json'] as const] : []),
        ...headers,
      ],
      ...(body !== undefined && { body: isJson ? JSON.stringify(body) : body }),
    });
  }

  gateway(method: string, path: string, headers: Pairs = [], body?: Buffer): Promise<HttpResponse> {
    return this.#call('gateway', method, `${this.options.gateway}${path}`, {
      headers,
      ...(body && { body }),
    });
  }

  whoami(headers: Pairs = []): Promise<HttpResponse> {
    return this.gateway('GET', '/v1/whoami', headers);
  }

  portal(path: string): Promise<HttpResponse> {
    return this.#call('portal', 'GET', `${this.options.portal}${path}`, { headers: [] });
  }

  /** Creates a key under a name by which later checks find it. @throws Surprise */
  async createKey(name: string, fields: object = {}): Promise<{ key: NewKey; response: HttpResponse }> {
    const response = await this.management('POST', '/keys', {
      body: { name: `${this.mark} ${name}`, ...fields },
    });
    if (response.status !== 201) throw new Surprise(describe(response));
    const key = this.keepKey(response, response.json);
    this.#keys.set(name, key);
    return { key, response };
  }

  /** Takes over a key from a response that shows its secret, to be deleted at the end. @throws Surprise */
  keepKey(response: HttpResponse, json: unknown): NewKey {
    const shown = { ...response, json };
    const accessKey = textField(shown, 'accessKey');
    this.#leftovers.add(accessKey);
    const secretKey = textField(shown, 'secretKey');
    const token = textField(shown, 'token');
    for (const secret of [secretKey, token, encodeBasic(accessKey, secretKey)]) this.#secrets.add(secret);
    return { accessKey, secretKey, token, etag: response.headers.get('etag') ?? '' };
  }

  /** @throws NotRun when an earlier check failed to create it */
  key(name: string): NewKey {
    const key = this.#keys.get(name);
    if (!key) throw new NotRun('the key for it could not be created');
    return key;
  }

  isDeleted(accessKey: string): void {
    this.#leftovers.delete(accessKey);
  }

  /**
   * Deletes every key of this run, whatever happened before.
   * @returns the access keys that are still there, and whether there was a list to be sure
   */
  async cleanUp(): Promise<{ left: string[]; isCertain: boolean }> {
    const own = await this.#findOwnKeys();
    for (const accessKey of own ?? []) this.#leftovers.add(accessKey);
    for (const accessKey of this.#leftovers) {
      const response = await this.management('DELETE', `/keys/${accessKey}`).catch(() => undefined);
      if (response?.status === 204 || response?.status === 404) this.#leftovers.delete(accessKey);
    }
    return { left: [...this.#leftovers], isCertain: own !== null };
  }

  /** A second wall: nothing that is printed holds a secret, even where a check describes too much. */
  redact(text: string): string {
    return [...this.#secrets].reduce((safe, secret) => safe.replaceAll(secret, '[secret]'), text);
  }

  /** The secrets of this run's keys, in all the forms in which they are sent. */
  get secrets(): readonly string[] {
    return [...this.#secrets];
  }

  /**
   * A key whose creation returned an unknown form is known only by its name. Null: there was no list to
   * look at.
   */
  async #findOwnKeys(): Promise<string[] | null> {
    const response = await this.management('GET', '/keys?limit=100').catch(() => undefined);
    if (response?.status === 404) return [];
    const items = field(response?.json, 'items');
    if (!Array.isArray(items)) return null;
    return items
      .filter((item) => String(field(item, 'name')).startsWith(this.mark))
      .map((item) => String(field(item, 'accessKey')));
  }

  async #call(
    from: Exchange['from'],
    method: string,
    url: string,
    { headers, body }: { headers: Pairs; body?: string | Buffer },
  ): Promise<HttpResponse> {
    const { checkId } = this;
    const response = await send({
      method,
      url,
      headers: [['user-agent', `latchkey-smoke (${checkId})`], ['accept', '*/*'], ...headers],
      ...(body !== undefined && { body }),
      timeoutSeconds: this.options.timeoutSeconds,
    });
    // Expiry goes by the gateway's clock; other servers' may differ a little.
    if (from === 'gateway') this.clock.observe(response);
    this.exchanges.push({ checkId, from, method, path: new URL(url).pathname, response });
    return response;
  }
}

export const bearer = (token: string): [string, string] => ['Authorization', `Bearer ${token}`];
export const apiKey = (token: string): [string, string] => ['x-api-key', token];
export const basic = ({
  accessKey,
  secretKey,
}: {
  accessKey: string;
  secretKey: string;
}): [string, string] => ['Authorization', `Basic ${encodeBasic(accessKey, secretKey)}`];

function encodeBasic(accessKey: string, secretKey: string): string {
  return Buffer.from(`${accessKey}:${secretKey}`).toString('base64');
}
