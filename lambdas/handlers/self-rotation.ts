import { environmentNames, requireEnv } from '../adapters/environment.ts';
import { createApi, type Operation } from '../adapters/http/api.ts';
import { respondWithNewSecret } from '../adapters/http/new-secret.ts';
import { headerValuesOf, readAddress, readBody } from '../adapters/http/request.ts';
import { AccountStore } from '../adapters/table/account-store.ts';
import { RotationStore } from '../adapters/table/rotation-store.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { TrailStore } from '../adapters/table/trail-store.ts';
import { rotateOwnKeyRequest } from '../contract/request-schemas.ts';
import { rotateOwnKeyRoute } from '../contract/routes.ts';
import { formatAccessKey, parseAccessKey } from '../core/access-key.ts';
import { addressPrefix } from '../core/address-prefix.ts';
import { parseIdempotencyKey } from '../core/idempotency.ts';
import { Problem } from '../core/problem-catalogue.ts';
import { defaultOverlapSeconds } from '../core/rotation.ts';
import { viewOwnRotation } from '../core/rotation-view.ts';
import { admitSelfRotation, beginSelfRotation } from '../core/self-rotation.ts';

const keyPrefix = requireEnv(environmentNames.keyPrefix);
const { accounts, rotations, trail } = connectStores({
  accounts: AccountStore,
  rotations: RotationStore,
  trail: TrailStore,
});

/**
 * A key gets a new secret, asked for by a program that uses it. The authorizer has let that in, but perhaps from its cache: what it
 * may do is decided by what the table says of the secret that it has proven.
 */
const rotateOwnKey: Operation = async (event) => {
  const { idempotencyKey, errors: otherErrors } = parseIdempotencyKey(
    headerValuesOf(event, 'idempotency-key'),
  );
  const body = readBody(event, rotateOwnKeyRequest, { optional: true, otherErrors });
  const { overlapSeconds = defaultOverlapSeconds, force = false } = body;
  const { accessKey, secretNo } = event.requestContext.authorizer ?? {};
  const address = parseAccessKey(String(accessKey ?? ''));
  if (!address) throw new Problem('key_invalid');
  // An authorizer of an older version, in the moments of a deployment, does not tell which secret it was.
  if (!/^[1-9]\d*$/.test(String(secretNo))) throw new Problem('unavailable');
  const bearer = {
    secretNo: Number(secretNo),
    from: addressPrefix(event.requestContext.identity?.sourceIp ?? ''),
  };
  const now = new Date();
  const record = trail.by({ actor: { kind: 'key', id: formatAccessKey(address) }, from: readAddress(event) });
  const rotated = await rotations
    .rotate(
      address,
      {
        admit: (secrets, gates, own) => admitSelfRotation(secrets, bearer, own, { gates, now }),
        begin:
          (hash) =>
          (secrets, { expiresAt }, own) =>
            beginSelfRotation(secrets, { hash, overlapSeconds, force }, bearer, own, { expiresAt, now }),
        once: idempotencyKey
          ? await repeatable(address.accountId, idempotencyKey, formatAccessKey(address), body)
          : null,
      },
      { now, trail: { action: 'rotate_key', record } },
    )
    .catch((error: unknown) => {
      // Deleted since it was let in.
      throw error instanceof Problem && error.code === 'key_not_found' ? new Problem('key_invalid') : error;
    });
  return respondWithNewSecret(rotated, keyPrefix, viewOwnRotation);
};

/** What makes the request one that may be repeated. */
async function repeatable(accountId: string, idempotencyKey: string, accessKey: string, body: object) {
  const account = await accounts.get(accountId);
  if (!account) throw new Problem('key_invalid');
  const { method, path } = rotateOwnKeyRoute;
  return { account, request: { idempotencyKey, actor: `key:${accessKey}`, method, path }, body };
}

export const handler = createApi([rotateOwnKeyRoute], { rotateOwnKey });
