import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { formatAccessKey, type KeyAddress } from '../../core/access-key.ts';
import type { CredentialFault } from '../../core/authentication.ts';
import { formatInstant } from '../../core/instant.ts';
import { problemCatalogue } from '../../core/problem.ts';

type Statement = APIGatewayAuthorizerResult['policyDocument']['Statement'][number];

const action = 'execute-api:Invoke';

/**
 * Denies every path of the stage, with the reason in the context: API Gateway writes it into the body of its answer. A fault is never
 * thrown, since API Gateway would turn that into a 500 without a reason.
 */
export function denyAccess(methodArn: string, fault: CredentialFault): APIGatewayAuthorizerResult {
  return {
    principalId: 'unknown',
    policyDocument: policy([{ Effect: 'Deny', Action: action, Resource: wholeStage(methodArn) }]),
    context: describeFault(fault),
  };
}

/**
 * Allows every path of the stage to the bearer of the key at `address`.
 *
 * Where API Gateway may keep this answer (`cacheSeconds` > 0), the policy itself ends at `expiresAt`, and
 * its context says what the denial means that will then come of it.
 */
export function allowAccess(
  methodArn: string,
  address: KeyAddress,
  expiresAt: Date | null,
  cacheSeconds: number,
): APIGatewayAuthorizerResult {
  const Resource = wholeStage(methodArn);
  const end = cacheSeconds > 0 && expiresAt !== null ? { 'aws:CurrentTime': formatInstant(expiresAt) } : null;
  const statements: Statement[] =
    end === null
      ? [{ Effect: 'Allow', Action: action, Resource }]
      : [
          { Effect: 'Allow', Action: action, Resource, Condition: { DateLessThan: end } },
          { Effect: 'Deny', Action: action, Resource, Condition: { DateGreaterThanEquals: end } },
        ];
  return {
    principalId: address.accountId,
    policyDocument: policy(statements),
    context: {
      accountId: address.accountId,
      accessKey: formatAccessKey(address),
      ...(end !== null && describeFault('key_expired')),
    },
  };
}

function describeFault(code: CredentialFault): Record<string, string> {
  const { title, detail } = problemCatalogue[code];
  return { code, title, detail };
}

/** A cached answer serves all methods and paths, so it must speak of all: `arn:…:apiId/stage/*`. */
function wholeStage(methodArn: string): string {
  return `${methodArn.split('/', 2).join('/')}/*`;
}

function policy(statements: Statement[]): APIGatewayAuthorizerResult['policyDocument'] {
  return { Version: '2012-10-17', Statement: statements };
}
