import type { APIGatewayProxyEvent } from 'aws-lambda';
import { admit } from '../../../lambdas/adapters/http/permit.ts';
import type { ManagerStore } from '../../../lambdas/adapters/table/manager-store.ts';
import { formatAccessKey } from '../../../lambdas/core/access-key.ts';
import type { Key } from '../../../lambdas/core/key.ts';
import type { ManagedCall } from '../../../lambdas/core/key-access.ts';
import type { KeyGates } from '../../../lambdas/core/key-gates.ts';
import type { SecretSet } from '../../../lambdas/core/key-secrets.ts';
import { type RecordChange, unrecorded } from '../../../lambdas/core/trail.ts';
import { sampleKey } from '../../core/sample-key.ts';
import { sampleSecrets, secretOf } from '../../core/sample-secrets.ts';

type Found = { key: Key; secrets: SecretSet; gates: KeyGates } | null;

const managing = (parts: Partial<Key> = {}) =>
  sampleKey({ keyId: 'm'.repeat(12), access: 'write', ...parts });
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

function found(key = managing(), gates: Partial<KeyGates> = {}, secrets = sampleSecrets()): Found {
  return { key, secrets, gates: { isSuspended: false, isLeaked: false, expiresAt: key.expiresAt, ...gates } };
}

/** A store that has the key as it is at each reading; the last one stays. */
function managersOf(...readings: Found[]): ManagerStore {
  let n = 0;
  const read = async () => readings[Math.min(n++, readings.length - 1)] ?? null;
  return { read } as unknown as ManagerStore;
}

function event(authorizer: object | null, accessKey?: string): APIGatewayProxyEvent {
  return {
    pathParameters: accessKey === undefined ? null : { accessKey },
    requestContext: { authorizer, identity: { sourceIp: '203.0.113.7' } },
  } as unknown as APIGatewayProxyEvent;
}

const bearer = { accessKey: formatAccessKey(managing()), secretNo: '1' };
const another = sampleKey({ keyId: 'x'.repeat(12), expiresAt: inDays(1) });
const trail = { by: (): RecordChange => unrecorded };
const what = { accountId: '', action: 'edit_key', key: null, changes: {} } as const;

/** What becomes of a change that was admitted, when the key that asks has become another in between. */
async function changeAfter(then: Found, call: ManagedCall = 'edit', now = found(), itself = false) {
  const named = formatAccessKey(itself ? managing() : another);
  const permit = await admit(event(bearer, named), call, managersOf(now, then));
  if (!itself) permit.requireKey(another);
  permit.requireDate(inDays(1));
  let changes = 0;
  const change = async () => {
    changes++;
    return 'changed';
  };
  const outcome = await permit
    .recordBy(trail)(what, change)
    .catch(({ code }: { code: string }) => code);
  expect(changes).toBe(outcome === 'changed' ? 1 : 0);
  return outcome;
}

it.each<[string, string, Found]>([
  ['as it was', 'changed', found()],
  ['deleted', 'key_invalid', null],
  ['expired', 'key_expired', found(managing(), { expiresAt: new Date(0) })],
  ['suspended', 'account_suspended', found(managing(), { isSuspended: true })],
  ['leaked', 'key_leaked', found(managing(), { isLeaked: true })],
  [
    'rotated',
    'secret_rotated',
    found(managing(), {}, sampleSecrets({ current: secretOf(2), old: { ...secretOf(1), endsAt: null } })),
  ],
  ['only a reader', 'access_not_allowed', found(managing({ access: 'read' }))],
  ['without access', 'access_not_allowed', found(managing({ access: 'none' }))],
  ['given an earlier date', 'outlives_its_maker', found(managing({ expiresAt: inDays(0.5) }))],
])('looks at the key that asks once more before a change: %s', async (_, outcome, then) => {
  expect(await changeAfter(then)).toBe(outcome);
});

it('ends its own rotation with its selfRotation', async () => {
  const rotating = found(managing({ selfRotation: true }));
  expect(await changeAfter(rotating, 'rotate', rotating, true)).toBe('changed');
  expect(await changeAfter(found(), 'rotate', rotating, true)).toBe('access_not_allowed');
});

it('admits no caller by a key unless the gateway’s authorizer has told which secret it proved', async () => {
  const ask = (authorizer: object | null) => admit(event(authorizer), 'read', managersOf(found()));
  await expect(ask({ accessKey: bearer.accessKey })).rejects.toMatchObject({ code: 'unavailable' });
  await expect(ask({ accessKey: 'nonsense', secretNo: '1' })).rejects.toMatchObject({ code: 'key_invalid' });
  await expect(ask({ ...bearer, secretNo: '7' })).rejects.toMatchObject({ code: 'secret_rotated' });
  await expect(ask(null)).rejects.toMatchObject({ code: 'unauthenticated' });
  // A sign-in's claims never make a key of it.
  await expect(ask({ ...bearer, claims: {} })).rejects.toMatchObject({ code: 'unauthenticated' });
});
