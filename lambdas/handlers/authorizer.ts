import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { environmentNames, requireEnv, requireEnvInteger } from '../adapters/environment.ts';
import { allowAccess, denyAccess } from '../adapters/gateway/access-policy.ts';
import { isFitCacheKey } from '../adapters/gateway/cache-key.ts';
import { type CredentialHeader, readCredential } from '../adapters/gateway/credentials.ts';
import { connectKeyReader } from '../adapters/gateway/key-reader.ts';
import { hasReservedHeader } from '../adapters/gateway/reserved-headers.ts';
import { parseAccessKey } from '../core/access-key.ts';
import { authenticate } from '../core/authentication.ts';

const keyPrefix = requireEnv(environmentNames.keyPrefix);
const cacheSeconds = requireEnvInteger(environmentNames.authorizerCacheSeconds);
// API Gateway caches a response by the Authorization header only, so no other header may influence it: one
// request with a stray x-api-key would lock out everybody who uses the key while the response is cached.
const isCached = cacheSeconds > 0;
const sources: readonly CredentialHeader[] = isCached ? ['authorization'] : ['authorization', 'x-api-key'];
const reader = connectKeyReader(requireEnv(environmentNames.tableName));

/**
 * Lets in the bearer of a valid key, with one read of the table and no log entry. Throws if the table can't be read:
 * API Gateway then responds with a 500, and nobody passes unchecked. With the cache on, it also throws for a
 * request whose response must not be kept.
 */
export async function handler(event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
  const headers = event.multiValueHeaders ?? {};
  // The one message that API Gateway turns into a 401; it caches nothing that was thrown.
  if (isCached && !isFitCacheKey(headers)) throw new Error('Unauthorized');
  // Only without a cache: kept under the credential, this denial would lock out everybody who uses it.
  if (!isCached && hasReservedHeader(headers)) return denyAccess(event.methodArn, 'header_reserved');
  const credential = readCredential(headers, keyPrefix, sources);
  if (typeof credential === 'string') return denyAccess(event.methodArn, credential);
  const address = parseAccessKey(credential.accessKey);
  if (!address) return denyAccess(event.methodArn, 'credentials_malformed');

  const proof = await reader.readProof(address);
  const result = authenticate(credential, proof, new Date());
  if (result.error === 'key_invalid') return denyAccess(event.methodArn, result.error);
  const proven = { ...address, secretNo: result.secretNo };
  // That a key is still called although it is refused is worth knowing.
  if (result.error) return denyAccess(event.methodArn, result.error, proven);
  return allowAccess(event.methodArn, proven, result.end, cacheSeconds);
}
