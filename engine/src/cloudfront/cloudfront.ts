import type { Assembly } from '../assembly/assembly.ts';
import { Clock } from '../clock/clock.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { matchesGlob } from '../glob.ts';
import type { Header, HttpRequest, HttpResponse } from '../http/message.ts';
import { compress } from './compression.ts';
import type { Behavior, Distribution } from './distribution.ts';
import { readSite, type SiteFile } from './site.ts';

/**
 * Responds as CloudFront would: by behavior from a bucket or an API, with the policy's headers and the
 * distribution's own errors.
 */
export class Edge {
  readonly #distribution: Distribution;
  readonly #gateways: ReadonlyMap<string, Gateway>;
  readonly #sites = new Map<string, Map<string, SiteFile>>();
  readonly #clock: Clock;

  /** @param gateways by the ID of their API */
  constructor(
    distribution: Distribution,
    gateways: ReadonlyMap<string, Gateway>,
    assembly: Assembly,
    clock: Clock = new Clock(),
  ) {
    this.#distribution = distribution;
    this.#gateways = gateways;
    this.#clock = clock;
    for (const { origin } of distribution.behaviors) {
      if (origin.kind === 'bucket') this.#sites.set(origin.bucketName, readSite(origin.bucketName, assembly));
    }
  }

  async handle(request: HttpRequest): Promise<HttpResponse> {
    const behavior = this.#behavior(request.path);
    if (!behavior.allowedMethods.includes(request.method)) {
      return text(
        403,
        'This distribution is not configured to allow the HTTP request method that was used for this request.',
      );
    }
    const asked = this.#withErrors(await this.#ask(behavior, request));
    // Responses of an API that aren't cached are not compressed either.
    const compresses = behavior.compresses && behavior.origin.kind === 'bucket';
    const plain = compresses ? await compress(request, asked) : asked;
    const response = { ...plain, headers: mergeHeaders(plain.headers, behavior) };
    // CloudFront runs no viewer-response function if the origin responds with an error.
    if (behavior.viewerResponse === undefined || response.status >= 400) return response;
    return behavior.viewerResponse.response(request, response);
  }

  /** The API's own refusal: CloudFront itself takes a body of any size. */
  refuseTooLarge(request: HttpRequest): HttpResponse {
    const { origin } = this.#behavior(request.path);
    const gateway = origin.kind === 'api' ? this.#gateways.get(origin.restApiId) : undefined;
    return gateway?.refuseTooLarge(request) ?? text(413, 'Request Entity Too Large');
  }

  #behavior(path: string): Behavior {
    const found = this.#distribution.behaviors.find(({ pathPattern }) =>
      matchesGlob(absolute(pathPattern), path),
    );
    const last = this.#distribution.behaviors.at(-1);
    if (found === undefined && last === undefined) throw new Error('the distribution has no behavior');
    return found ?? (last as Behavior);
  }

  async #ask({ origin, viewerRequest }: Behavior, request: HttpRequest): Promise<HttpResponse> {
    const outcome = viewerRequest?.request(request) ?? { path: request.path };
    if ('status' in outcome) return outcome;
    if (origin.kind === 'bucket') return this.#fromBucket(origin.bucketName, outcome.path, request);
    const gateway = origin.kind === 'api' ? this.#gateways.get(origin.restApiId) : undefined;
    if (gateway === undefined) return text(502, 'The local engine does not run this origin.');
    const response = await gateway.handle(request.withPath(outcome.path));
    // Pages read the time from this header, so it has to follow the clock that the functions see.
    return { ...response, headers: [...response.headers, ['Date', this.#clock.date().toUTCString()]] };
  }

  #fromBucket(bucketName: string, path: string, request: HttpRequest): HttpResponse {
    const key = path === '/' ? this.#distribution.defaultRootObject : decodeKey(path.slice(1));
    const file = this.#sites.get(bucketName)?.get(key);
    // As in AWS without the permission to list a bucket, a missing object looks like a forbidden one.
    if (file === undefined) {
      const body =
        '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';
      return { status: 403, headers: [['Content-Type', 'application/xml']], body: Buffer.from(body) };
    }
    const etag = file.headers.find(([name]) => name === 'ETag')?.[1];
    if (etag !== undefined && request.header('if-none-match')?.replace(/^W\//, '') === etag)
      return { status: 304, headers: file.headers, body: Buffer.alloc(0) };
    return { status: 200, ...file };
  }

  #withErrors(response: HttpResponse): HttpResponse {
    const error = this.#distribution.customErrors.find(({ errorStatus }) => errorStatus === response.status);
    if (error?.pagePath === undefined) return response;
    const { origin } = this.#behavior(error.pagePath);
    const file =
      origin.kind === 'bucket' ? this.#sites.get(origin.bucketName)?.get(error.pagePath.slice(1)) : undefined;
    return file === undefined ? response : { status: error.status, ...file };
  }
}

function mergeHeaders(headers: readonly Header[], { responseHeaders }: Behavior): Header[] {
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const added = responseHeaders.filter(({ name, override }) => override || !names.has(name.toLowerCase()));
  const replaced = new Set(added.map(({ name }) => name.toLowerCase()));
  return [
    ...headers.filter(([name]) => !replaced.has(name.toLowerCase())),
    ...added.map(({ name, value }): Header => [name, value]),
  ];
}

function absolute(pattern: string): string {
  return pattern.startsWith('/') || pattern.startsWith('*') ? pattern : `/${pattern}`;
}

function decodeKey(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function text(status: number, message: string): HttpResponse {
  return { status, headers: [['Content-Type', 'text/plain']], body: Buffer.from(`${message}\n`) };
}
