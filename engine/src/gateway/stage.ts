import { isObject, type JsonObject, scalarText } from '../assembly/json.ts';
import type { Resource } from '../assembly/template.ts';
import { logGroupOf } from '../logs/subscription-filter.ts';

export interface Stage {
  readonly name: string;
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly throttles: readonly ThrottleSetting[];
  /** Undefined if there is none, or one that goes elsewhere. */
  readonly accessLog: { readonly logGroup: string; readonly format: string } | undefined;
  /** Whether it presents a client certificate to upstreams that ask for one. */
  readonly hasClientCertificate: boolean;
}

/** Requests a second and the burst, for the methods that path and method select (`*` for all). */
export interface ThrottleSetting {
  readonly resourcePath: string;
  readonly httpMethod: string;
  readonly rateLimit: number;
  readonly burstLimit: number;
}

/** @param stages of one API; the engine serves the first, at the root */
export function readStage(stages: Resource[]): Stage {
  const stage = stages[0];
  if (stage === undefined)
    return {
      name: 'local',
      deploymentId: 'local',
      variables: {},
      throttles: [],
      accessLog: undefined,
      hasClientCertificate: false,
    };
  const logGroup = logGroupOf(stage.optionalText('AccessLogSetting.DestinationArn') ?? '');
  return {
    name: stage.text('StageName'),
    deploymentId: stage.optionalText('DeploymentId') ?? 'local',
    variables: stage.textMap('Variables'),
    throttles: stage.list('MethodSettings').filter(isObject).flatMap(readThrottle),
    accessLog:
      logGroup === undefined ? undefined : { logGroup, format: stage.text('AccessLogSetting.Format') },
    hasClientCertificate: stage.optionalText('ClientCertificateId') !== undefined,
  };
}

function readThrottle(setting: JsonObject): ThrottleSetting[] {
  const rateLimit = scalarText(setting.ThrottlingRateLimit);
  const burstLimit = scalarText(setting.ThrottlingBurstLimit);
  if (rateLimit === undefined && burstLimit === undefined) return [];
  const path = scalarText(setting.ResourcePath) ?? '/*';
  return [
    {
      // `~1` stands for a slash, as in a JSON pointer; the first character is a slash that isn't part of the
      // path.
      resourcePath: path === '/*' ? '*' : path.slice(1).replaceAll('~1', '/'),
      httpMethod: scalarText(setting.HttpMethod) ?? '*',
      rateLimit: Number(rateLimit ?? Number.POSITIVE_INFINITY),
      burstLimit: Number(burstLimit ?? Number.POSITIVE_INFINITY),
    },
  ];
}
