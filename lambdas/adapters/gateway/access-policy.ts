import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { formatAccessKey } from '../../core/access-key.ts';
import type { AccessEnd, CredentialError, ProvenKey } from '../../core/authentication.ts';
import { credentialProblems } from '../../core/credential-problems.ts';
import { formatInstant } from '../../core/instant.ts';
import {
  isMalformedReason,
  type MalformedReason,
  malformedDetails,
} from '../../core/malformed-credential.ts';

type Statement = APIGatewayAuthorizerResult['policyDocument']['Statement'][number];

const action = 'execute-api:Invoke';

/**
 * Denies every path of the stage, with the reason in the context, from which API Gateway writes the response body.
 * The reason is never thrown: API Gateway would turn that into a response without a reason.
 * @param proven the key whose secret the caller has proven, for the access log; null: none
 */
export function denyAccess(
  methodArn: string,
  reason: CredentialError | MalformedReason,
  proven: ProvenKey | null = null,
): APIGatewayAuthorizerResult {
  return {
    principalId: 'unknown',
    policyDocument: policy([{ Effect: 'Deny', Action: action, Resource: wholeStage(methodArn) }]),
    context: { ...(proven && identify(proven)), ...describeReason(reason) },
  };
}

/**
 * Allows every path of the stage to the bearer of a key. The number of the secret goes along, for the access log, and when
 * the bearer will be refused, for the upstream: always text, since it has to replace what a client sends under that name.
 *
 * If API Gateway may cache this response (`cacheSeconds` > 0), the policy itself ends when the key or its secret does, and
 * its context has the reason for the denial from then on.
 */
export function allowAccess(
  methodArn: string,
  key: ProvenKey,
  accessEnd: AccessEnd | null,
  cacheSeconds: number,
): APIGatewayAuthorizerResult {
  const Resource = wholeStage(methodArn);
  const end = cacheSeconds > 0 ? accessEnd : null;
  const instant = end && { 'aws:CurrentTime': formatInstant(end.at) };
  const statements: Statement[] =
    instant === null
      ? [{ Effect: 'Allow', Action: action, Resource }]
      : [
          { Effect: 'Allow', Action: action, Resource, Condition: { DateLessThan: instant } },
          { Effect: 'Deny', Action: action, Resource, Condition: { DateGreaterThanEquals: instant } },
        ];
  return {
    principalId: key.accountId,
    policyDocument: policy(statements),
    context: {
      ...identify(key),
      expiresAt: accessEnd ? formatInstant(accessEnd.at) : 'never',
      ...(end !== null && describeReason(end.error)),
    },
  };
}

function identify(key: ProvenKey): Record<string, string> {
  return { accountId: key.accountId, accessKey: formatAccessKey(key), secretNo: String(key.secretNo) };
}

function describeReason(reason: CredentialError | MalformedReason): Record<string, string> {
  const code = isMalformedReason(reason) ? 'credentials_malformed' : reason;
  const { title, detail } = credentialProblems[code];
  return { code, title, detail: isMalformedReason(reason) ? malformedDetails[reason] : detail };
}

/** A cached response applies to all methods and paths, so it must cover them all: `arn:…:apiId/stage/*`. */
function wholeStage(methodArn: string): string {
  const stageStart = methodArn.indexOf('/') + 1;
  return `${methodArn.slice(0, methodArn.indexOf('/', stageStart))}/*`;
}

function policy(statements: Statement[]): APIGatewayAuthorizerResult['policyDocument'] {
  return { Version: '2012-10-17', Statement: statements };
}
