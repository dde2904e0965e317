import { createHmac } from 'node:crypto';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerRotationEvent } from 'aws-lambda';

/** What the secret holds, as JSON. Other fields are kept. */
interface ApiKey {
  token: string;
  /** For clients that sign in by HTTP Basic; replaced if it is there. */
  secretKey?: string;
}

const secretsManager = new SecretsManagerClient();
const timeoutMilliseconds = 10_000;

/**
 * Rotates an API key that is kept in Secrets Manager, which calls this once for each step. Any step may be repeated: it dies, or its
 * response is lost, and Secrets Manager begins again with the same ClientRequestToken.
 * @throws Error without any secret in its message
 */
export async function handler({
  Step: step,
  SecretId,
  ClientRequestToken: versionId,
}: SecretsManagerRotationEvent): Promise<void> {
  const { VersionIdsToStages: stages = {} } = await secretsManager.send(
    new DescribeSecretCommand({ SecretId }),
  );
  // A repeated step of a rotation that is finished.
  if (stages[versionId]?.includes('AWSCURRENT')) return;
  if (!stages[versionId]?.includes('AWSPENDING')) {
    throw new Error(`${step}: the version ${versionId} is not AWSPENDING.`);
  }
  switch (step) {
    case 'createSecret':
      return createSecret(SecretId, versionId);
    case 'setSecret':
      // Nothing to set: createSecret had the key give itself the new secret, and both secrets work.
      return;
    case 'testSecret':
      return testSecret(SecretId, versionId);
    case 'finishSecret': {
      const current = Object.keys(stages).find((id) => stages[id]?.includes('AWSCURRENT'));
      // This also takes AWSPENDING away, and makes the version before AWSPREVIOUS.
      await secretsManager.send(
        new UpdateSecretVersionStageCommand({
          SecretId,
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: versionId,
          RemoveFromVersionId: current,
        }),
      );
    }
  }
}

async function createSecret(secretId: string, versionId: string): Promise<void> {
  if (await readPending(secretId, versionId)) return;
  const current = await readCurrent(secretId);
  const response = await call('POST', '/v1/whoami/rotations', current.token, {
    // The same in each retry, which so gets the same secret; and nothing that others could guess.
    'idempotency-key': createHmac('sha256', current.token).update(versionId).digest('hex'),
    'content-type': 'application/json',
  });
  if (response.status !== 201) throw await refused('createSecret', response);
  const { token, secretKey } = (await response.json()) as { token: string; secretKey: string };
  const renewed: ApiKey = { ...current, token, ...(current.secretKey !== undefined && { secretKey }) };
  await secretsManager.send(
    new PutSecretValueCommand({
      SecretId: secretId,
      ClientRequestToken: versionId,
      SecretString: JSON.stringify(renewed),
      VersionStages: ['AWSPENDING'],
    }),
  );
}

/** Calls of whoami are no use of a key: they do not start the overlap after which the old secret ends. */
async function testSecret(secretId: string, versionId: string): Promise<void> {
  // When a schedule is set up without rotating at once, Secrets Manager tests the function with an empty version.
  const { token } = (await readPending(secretId, versionId)) ?? (await readCurrent(secretId));
  const response = await call('GET', '/v1/whoami', token);
  if (response.status !== 200) throw await refused('testSecret', response);
  const { secret } = (await response.json()) as { secret: string };
  if (secret !== 'new' && secret !== 'current') {
    throw new Error(`testSecret: the secret is the ${secret} one of its key.`);
  }
}

async function readCurrent(secretId: string): Promise<ApiKey> {
  const { SecretString } = await secretsManager.send(
    new GetSecretValueCommand({ SecretId: secretId, VersionStage: 'AWSCURRENT' }),
  );
  return parse(SecretString);
}

/** Null: the version has no value yet. */
async function readPending(secretId: string, versionId: string): Promise<ApiKey | null> {
  try {
    const { SecretString } = await secretsManager.send(
      new GetSecretValueCommand({ SecretId: secretId, VersionId: versionId, VersionStage: 'AWSPENDING' }),
    );
    return parse(SecretString);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return null;
    throw error;
  }
}

function parse(secretString = ''): ApiKey {
  let value: unknown;
  try {
    value = JSON.parse(secretString);
  } catch {
    // Told below, without a piece of the secret that JSON.parse would quote.
  }
  if (typeof (value as ApiKey | null)?.token === 'string') return value as ApiKey;
  throw new Error('The secret is not JSON with a field "token".');
}

function call(method: string, path: string, token: string, headers: object = {}): Promise<Response> {
  const { GATEWAY_URL: gatewayUrl = '' } = process.env;
  return fetch(`${gatewayUrl.replace(/\/$/, '')}${path}`, {
    method,
    headers: { ...headers, authorization: `Bearer ${token}` },
    // An hour after it was made, a new secret that nobody uses is one that got lost, and may be replaced.
    ...(method === 'POST' && { body: '{"force":true}' }),
    signal: AbortSignal.timeout(timeoutMilliseconds),
  });
}

async function refused(step: string, response: Response): Promise<Error> {
  const problem = await response.json().catch(() => ({}));
  const { code = 'no code', detail = '' } = problem as { code?: string; detail?: string };
  return new Error(`${step}: ${response.status} ${code}. ${detail}`);
}
