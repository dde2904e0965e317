import { createRequire } from 'node:module';
import { join } from 'node:path';
import { allowAccess } from '../../lambdas/adapters/gateway/access-policy.ts';
import { readCredential } from '../../lambdas/adapters/gateway/credentials.ts';
import { KeyReader } from '../../lambdas/adapters/gateway/key-reader.ts';
import type { RawItem } from '../../lambdas/adapters/gateway/signed-read/item-reader.ts';
import type { KeyItem } from '../../lambdas/adapters/table/item-shapes.ts';
import { parseAccessKey } from '../../lambdas/core/access-key.ts';
import { authenticate } from '../../lambdas/core/authentication.ts';
import { parseToken } from '../../lambdas/core/token.ts';
import { keyPrefix, makeAccount } from '../setup/canned-responses.ts';

// Verifies keys in process, from memory, one after the other: ours or better-auth's.
// Argument: `ours`, `whole` (ours, from the header to the policy) or `better-auth`.

export interface PeerRequest {
  verifications: number;
}

export interface PeerResponse {
  perSecond: number;
}

const keyCount = 100;

type Verify = (key: number) => Promise<boolean>;

const whose = process.argv[2];
const verify = await (whose === 'better-auth' ? openBetterAuth() : openOurs(whose === 'whole'));
if (!(await verify(0))) throw new Error('A valid key was rejected.');

/**
 * From the token to the decision, as in the authorizer, without the network below KeyReader.
 * @param isWhole from the header to the policy: everything that the authorizer does
 */
async function openOurs(isWhole: boolean): Promise<Verify> {
  const samples = Array.from({ length: keyCount }, () => makeAccount(1));
  const items = new Map<string, RawItem>();
  for (const { keys } of samples) for (const key of keys) items.set(key.pk + key.sk, rawProof(key));
  const reader = new KeyReader({ read: async ({ pk, sk }) => items.get(pk + sk) ?? null });
  const headers = samples.map(({ token }) => ({ Authorization: [`Bearer ${token}`] }));
  const methodArn = 'arn:aws:execute-api:us-east-1:123456789012:abc123defg/live/GET/v1/whoami';
  const tokens = samples.map(({ token }) => token);
  return async (key) => {
    const credential = isWhole
      ? readCredential(headers[key] ?? {}, keyPrefix)
      : parseToken(keyPrefix, tokens[key] ?? '');
    if (credential === null || typeof credential === 'string') return false;
    const address = parseAccessKey(credential.accessKey);
    if (!address) return false;
    const proof = await reader.readProof(address);
    const result = authenticate(credential, proof, new Date());
    if (result.error !== null) return false;
    if (!isWhole) return true;
    const { policyDocument } = allowAccess(
      methodArn,
      { ...address, secretNo: result.secretNo },
      result.end,
      0,
    );
    return policyDocument.Statement[0]?.Effect === 'Allow';
  };
}

function rawProof(key: KeyItem): RawItem {
  return Object.fromEntries(
    Object.entries(key).map(([name, value]) => [
      name,
      typeof value === 'number' ? { N: String(value) } : { S: value },
    ]),
  );
}

/** The part of better-auth that the benchmark uses. */
interface BetterAuth {
  api: {
    createApiKey(call: { body: { name: string; userId: string } }): Promise<{ key: string }>;
    verifyApiKey(call: { body: { key: string } }): Promise<{ valid: boolean }>;
  };
}

/** Its fastest setup: keys in a Map as secondary storage, no rate limit, updates deferred, no log. */
async function openBetterAuth(): Promise<Verify> {
  const require = createRequire(join(import.meta.dirname, '..', 'peers', 'package.json'));
  // Only installed to run this, so TypeScript doesn't know the packages.
  const { betterAuth } = await import(require.resolve('better-auth'));
  const { memoryAdapter } = await import(require.resolve('better-auth/adapters/memory'));
  const { apiKey } = await import(require.resolve('@better-auth/api-key'));
  const stored = new Map<string, string>();
  const user = { id: 'user', email: 'a@example.com', name: 'A', emailVerified: true };
  const auth: BetterAuth = betterAuth({
    secret: 'a benchmark secret with more than 32 characters',
    baseURL: 'http://localhost',
    logger: { disabled: true },
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    database: memoryAdapter({ user: [user], session: [], account: [], verification: [], apikey: [] }),
    secondaryStorage: {
      get: (key: string) => stored.get(key) ?? null,
      set: (key: string, value: string) => void stored.set(key, value),
      delete: (key: string) => void stored.delete(key),
    },
    advanced: { backgroundTasks: { handler: (task: Promise<unknown>) => void task.catch(() => {}) } },
    plugins: [
      apiKey({
        storage: 'secondary-storage',
        rateLimit: { enabled: false },
        deferUpdates: true,
        enableMetadata: false,
      }),
    ],
  });
  const keys: string[] = [];
  for (let number = 0; number < keyCount; number++) {
    const { key } = await auth.api.createApiKey({ body: { name: `key ${number}`, userId: user.id } });
    keys.push(key);
  }
  return async (key) => (await auth.api.verifyApiKey({ body: { key: keys[key] ?? '' } })).valid;
}

async function verifyAll({ verifications }: PeerRequest): Promise<PeerResponse> {
  const startedAt = performance.now();
  for (let done = 0; done < verifications; done++) {
    if (!(await verify(done % keyCount))) throw new Error('A valid key was rejected.');
  }
  return { perSecond: verifications / ((performance.now() - startedAt) / 1000) };
}

process.on(
  'message',
  (request: PeerRequest) => void verifyAll(request).then((response) => process.send?.(response)),
);
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
