import { parsePolicy, type Statement } from '../../iam/policy.ts';
import { GatewayError } from '../gateway-error.ts';

/** An authorizer function's response, checked. */
export interface AuthorizerResult {
  readonly policy: readonly Statement[];
  /** `principalId` and the context's values, as strings: what integrations and `$context.authorizer` see. */
  readonly context: Readonly<Record<string, string>>;
}

/** @throws AUTHORIZER_CONFIGURATION_ERROR if API Gateway would refuse the response */
export function parseAuthorizerResult(response: string): AuthorizerResult {
  const value: unknown = JSON.parse(response);
  if (typeof value !== 'object' || value === null) throw malformed('it is not a map');
  const principalId: unknown = Reflect.get(value, 'principalId');
  if (typeof principalId !== 'string' || principalId === '') throw malformed('principalId is missing');
  const policy = parsePolicy(Reflect.get(value, 'policyDocument'));
  if (policy === undefined) throw malformed('policyDocument is not a policy');
  return { policy, context: { ...parseContext(Reflect.get(value, 'context')), principalId } };
}

function parseContext(context: unknown): Record<string, string> {
  if (context === undefined || context === null) return {};
  if (typeof context !== 'object') throw malformed('context is not a map');
  const entries = Object.entries(context).filter(([, value]) => value !== null);
  for (const [key, value] of entries) {
    if (!['string', 'number', 'boolean'].includes(typeof value))
      throw malformed(`context.${key} is not a scalar`);
  }
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}

function malformed(reason: string): GatewayError {
  return new GatewayError('AUTHORIZER_CONFIGURATION_ERROR', {
    cause: new Error(`the authorizer's response is malformed: ${reason}`),
  });
}
