import type { Assembly } from '../assembly/assembly.ts';
import { isObject, type Json, type JsonObject, scalarText } from '../assembly/json.ts';
import { bucketDomain } from '../assembly/physical-names.ts';
import type { Resource } from '../assembly/template.ts';
import { type ResponseHeader, readResponseHeaders } from './response-headers-policy.ts';
import { readViewerFunction, type ViewerFunction } from './viewer-function.ts';

/** A CloudFront distribution as its template describes it. */
export interface Distribution {
  /** Without a leading slash; empty if there is none. */
  readonly defaultRootObject: string;
  /** In the order of evaluation; the last matches everything. */
  readonly behaviors: readonly Behavior[];
  readonly customErrors: readonly CustomError[];
}

export interface Behavior {
  /** With `*` and `?`. */
  readonly pathPattern: string;
  readonly allowedMethods: readonly string[];
  readonly origin: Origin;
  /** Whether files are compressed for browsers that accept it. */
  readonly compresses: boolean;
  readonly responseHeaders: readonly ResponseHeader[];
  readonly viewerRequest: ViewerFunction | undefined;
  readonly viewerResponse: ViewerFunction | undefined;
}

type Origin =
  | { readonly kind: 'api'; readonly restApiId: string }
  | { readonly kind: 'bucket'; readonly bucketName: string }
  | { readonly kind: 'unknown'; readonly domainName: string };

/** The response that replaces an origin's error. */
interface CustomError {
  readonly errorStatus: number;
  readonly status: number;
  readonly pagePath: string | undefined;
}

/** @returns the first distribution of the assembly, or undefined if there is none */
export function readDistribution(assembly: Assembly): Distribution | undefined {
  const resource = assembly.resources('AWS::CloudFront::Distribution')[0];
  if (resource === undefined) return undefined;
  const origins = readOrigins(resource, assembly);
  const others = resource.list('DistributionConfig.CacheBehaviors').filter(isObject);
  const fallback = resource.object('DistributionConfig.DefaultCacheBehavior');
  return {
    defaultRootObject: (resource.optionalText('DistributionConfig.DefaultRootObject') ?? '').replace(
      /^\//,
      '',
    ),
    behaviors: [...others, fallback].map((behavior) => readBehavior(behavior, origins, assembly)),
    customErrors: resource
      .list('DistributionConfig.CustomErrorResponses')
      .filter(isObject)
      .map(readCustomError),
  };
}

function readOrigins(resource: Resource, assembly: Assembly): Map<string, Origin> {
  const buckets = assembly.resources('AWS::S3::Bucket').map((bucket) => bucket.physicalName);
  const origins = resource.list('DistributionConfig.Origins').filter(isObject);
  return new Map(
    origins.map(({ Id, DomainName }) => [String(Id), readOrigin(scalarText(DomainName) ?? '', buckets)]),
  );
}

function readOrigin(domainName: string, buckets: readonly string[]): Origin {
  const restApiId = domainName.match(/^([a-z0-9]+)\.execute-api\./)?.[1];
  if (restApiId !== undefined) return { kind: 'api', restApiId };
  const bucketName = buckets.find(
    (name) => domainName === bucketDomain(name) || domainName.startsWith(`${name}.s3.`),
  );
  return bucketName === undefined ? { kind: 'unknown', domainName } : { kind: 'bucket', bucketName };
}

function readBehavior(
  behavior: JsonObject,
  origins: ReadonlyMap<string, Origin>,
  assembly: Assembly,
): Behavior {
  const origin = origins.get(String(behavior.TargetOriginId));
  const methods = Array.isArray(behavior.AllowedMethods)
    ? behavior.AllowedMethods.map(String)
    : ['GET', 'HEAD'];
  const functionFor = (event: string) =>
    readViewerFunction(functionArn(behavior.FunctionAssociations, event), assembly);
  return {
    pathPattern: scalarText(behavior.PathPattern) ?? '*',
    allowedMethods: methods,
    origin: origin ?? { kind: 'unknown', domainName: String(behavior.TargetOriginId) },
    compresses: behavior.Compress === true,
    responseHeaders: readResponseHeaders(scalarText(behavior.ResponseHeadersPolicyId), assembly),
    viewerRequest: functionFor('viewer-request'),
    viewerResponse: functionFor('viewer-response'),
  };
}

function functionArn(associations: Json | undefined, event: string): string | undefined {
  const list = Array.isArray(associations) ? associations.filter(isObject) : [];
  return scalarText(list.find(({ EventType }) => EventType === event)?.FunctionARN);
}

function readCustomError(error: JsonObject): CustomError {
  const errorStatus = Number(scalarText(error.ErrorCode));
  return {
    errorStatus,
    status: Number(scalarText(error.ResponseCode) ?? errorStatus),
    pagePath: scalarText(error.ResponsePagePath),
  };
}
