import { randomBytes, randomUUID } from 'node:crypto';
import { apiDomain } from '../assembly/physical-names.ts';
import { accountId, urlSuffix } from '../assembly/pseudo-parameters.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import type { GatewayError } from './gateway-error.ts';
import type { Method, RestApi } from './rest-api.ts';

/** The caller of an API with IAM authorization, as `$context.identity` has it. */
export interface IamIdentity {
  readonly accountId: string;
  readonly accessKey: string;
  readonly caller: string;
  readonly user: string;
  readonly userArn: string;
}

/**
 * One request on its way through the gateway, with what is known about it: the source of every `$context`
 * variable.
 */
export class Exchange {
  readonly api: RestApi;
  readonly request: HttpRequest;
  /** By the engine's clock. */
  readonly time: Date;
  readonly extendedId = randomUUID();
  /** The value of `X-Amzn-Trace-Id`: the client's, or a new one. */
  readonly traceId: string;
  method: Method | undefined;
  /** Percent-encoded, as they were sent. */
  rawPathParameters: Readonly<Record<string, string>> = {};
  pathParameters: Readonly<Record<string, string>> = {};
  /** The authorizer's context, with `principalId`; for a user pool, the claims under `claims`. */
  authorizer: Readonly<Record<string, unknown>> | undefined;
  /** Who signed the call; undefined without IAM authorization. */
  identity: IamIdentity | undefined;
  error: GatewayError | undefined;
  /** What the client gets, and after how long. */
  outcome: { readonly response: HttpResponse; readonly latencyMs: number } | undefined;

  constructor(api: RestApi, request: HttpRequest, time: Date) {
    this.api = api;
    this.request = request;
    this.time = time;
    const seconds = Math.floor(time.getTime() / 1000).toString(16);
    this.traceId =
      request.header('x-amzn-trace-id') ?? `Root=1-${seconds}-${randomBytes(12).toString('hex')}`;
  }

  /** The path by which AWS routes: several slashes in front count as one. Percent-encoded. */
  get path(): string {
    return this.request.path.replace(/^\/+/, '/');
  }

  /** The path as it was sent, with the stage in front, as in AWS's own address of the API. */
  get stagePath(): string {
    return `/${this.api.stage.name}${this.request.path}`;
  }

  get domainName(): string {
    return apiDomain(this.api.id);
  }

  /** `23/Nov/2026:12:01:44 +0000`: the format of common log files. */
  get requestTime(): string {
    const [, day, month, year, time] = this.time.toUTCString().split(' ');
    return `${day}/${month}/${year}:${time} +0000`;
  }

  /**
   * The value of a `$context` variable; undefined if there is none.
   * @param name without the prefix, such as `requestId`, `authorizer.accountId`, `error.message`
   */
  context(name: string): string | undefined {
    const [group = '', ...rest] = name.split('.');
    if (group === 'authorizer') return this.#authorizerValue(rest);
    if (group === 'error') return this.#errorValue(rest.join('.'));
    return this.#plainValue(name);
  }

  #plainValue(name: string): string | undefined {
    switch (name) {
      case 'accountId':
        return accountId;
      case 'apiId':
        return this.api.id;
      case 'awsEndpointRequestId':
      case 'requestId':
        return this.request.id;
      case 'deploymentId':
        return this.api.stage.deploymentId;
      case 'domainName':
        return this.domainName;
      case 'domainPrefix':
        return this.api.id;
      case 'extendedRequestId':
        return this.extendedId;
      case 'httpMethod':
        return this.request.method;
      case 'identity.accountId':
        return this.identity?.accountId;
      case 'identity.accessKey':
        return this.identity?.accessKey;
      case 'identity.caller':
        return this.identity?.caller;
      case 'identity.user':
        return this.identity?.user;
      case 'identity.userArn':
        return this.identity?.userArn;
      case 'identity.sourceIp':
        return this.request.sourceIp;
      case 'identity.userAgent':
        return this.request.header('user-agent');
      case 'path':
        return this.stagePath;
      case 'protocol':
        return this.request.protocol;
      case 'requestTime':
        return this.requestTime;
      case 'requestTimeEpoch':
        return String(this.time.getTime());
      case 'responseLatency':
        return this.outcome && String(Math.round(this.outcome.latencyMs));
      case 'responseLength':
        return this.outcome && String(this.outcome.response.body.length);
      case 'status':
        return this.outcome && String(this.outcome.response.status);
      case 'resourceId':
        return this.method?.resourceId;
      case 'resourcePath':
        return this.method?.resourcePath;
      case 'stage':
        return this.api.stage.name;
      case 'urlSuffix':
        return urlSuffix;
      default:
        return undefined;
    }
  }

  #authorizerValue(path: string[]): string | undefined {
    const [first = '', ...rest] = path;
    const value = this.authorizer?.[first];
    if (first === 'claims' && typeof value === 'object' && value !== null) {
      const claim: unknown = Reflect.get(value, rest.join('.'));
      return claim === undefined ? undefined : String(claim);
    }
    return rest.length > 0 || value === undefined || value === null ? undefined : String(value);
  }

  #errorValue(name: string): string | undefined {
    if (this.error === undefined) return undefined;
    switch (name) {
      case 'message':
        return this.error.publicMessage ?? 'null';
      case 'messageString':
        return JSON.stringify(this.error.publicMessage);
      case 'responseType':
        return this.error.type;
      case 'validationErrorString':
        return this.error.validation;
      default:
        return undefined;
    }
  }
}
