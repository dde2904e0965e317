import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { environmentNames, requireEnv, requireEnvInteger } from '../adapters/environment.ts';
import { allowAccess, denyAccess } from '../adapters/gateway/access-policy.ts';
import { type CredentialHeader, readCredential } from '../adapters/gateway/credentials.ts';
import { connectKeyReader } from '../adapters/gateway/key-reader.ts';
import { parseAccessKey } from '../core/access-key.ts';
import { findFault } from '../core/authentication.ts';

const keyPrefix = requireEnv(environmentNames.keyPrefix);
const cacheSeconds = requireEnvInteger(environmentNames.authorizerCacheSeconds);
// API Gateway keeps an answer under the Authorization header alone: what any other header says must not decide it, else one
// request with a stray x-api-key would have the key refused, for as long as the answer is kept, to all who use it.
const sources: readonly CredentialHeader[] =
  cacheSeconds > 0 ? ['authorization'] : ['authorization', 'x-api-key'];
const reader = connectKeyReader(requireEnv(environmentNames.tableName));

/**
 * Lets the bearer of a valid key in, with one read of the table, and says nothing in the log about it. Throws when the table can't
 * be read: API Gateway then refuses with a 500, and nobody passes unchecked.
 */
export async function handler(event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
  const credential = readCredential(event.multiValueHeaders ?? {}, keyPrefix, sources);
  if (typeof credential === 'string') return denyAccess(event.methodArn, credential);
  const address = parseAccessKey(credential.accessKey);
  if (!address) return denyAccess(event.methodArn, 'credentials_malformed');

  const proof = await reader.readProof(address);
  const fault = findFault(credential, proof, new Date());
  if (fault) return denyAccess(event.methodArn, fault);
  return allowAccess(event.methodArn, address, proof?.expiresAt ?? null, cacheSeconds);
}
