import { environmentNames, requireEnv } from '../adapters/environment.ts';
import { createApi, type Operation } from '../adapters/http/api.ts';
import { readBearer } from '../adapters/http/caller.ts';
import { respondWithNewSecret } from '../adapters/http/new-secret.ts';
import { rotateItself } from '../adapters/http/own-rotation.ts';
import { headerValuesOf, readBody } from '../adapters/http/request.ts';
import { AccountStore } from '../adapters/table/account-store.ts';
import { RotationStore } from '../adapters/table/rotation-store.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { TrailStore } from '../adapters/table/trail-store.ts';
import { rotateOwnKeyRequest } from '../contract/request-schemas.ts';
import { rotateOwnKeyRoute } from '../contract/routes.ts';
import { parseIdempotencyKey } from '../core/idempotency.ts';
import { Problem } from '../core/problem-catalogue.ts';
import { viewOwnRotation } from '../core/rotation-view.ts';

const keyPrefix = requireEnv(environmentNames.keyPrefix);
const { trail, ...stores } = connectStores({
  accounts: AccountStore,
  rotations: RotationStore,
  trail: TrailStore,
});

/** A key gets a new secret, asked for by a program that uses it. */
const rotateOwnKey: Operation = async (event) => {
  const { idempotencyKey, errors: otherErrors } = parseIdempotencyKey(
    headerValuesOf(event, 'idempotency-key'),
  );
  const body = readBody(event, rotateOwnKeyRequest, { optional: true, otherErrors });
  const bearer = readBearer(event);
  if (!bearer) throw new Problem('key_invalid');
  const { method, path } = rotateOwnKeyRoute;
  const request = idempotencyKey ? { idempotencyKey, actor: bearer.id, method, path } : null;
  const rotated = await rotateItself(bearer, { body, request }, stores, trail.by(bearer.requester));
  return respondWithNewSecret(rotated, keyPrefix, viewOwnRotation);
};

export const handler = createApi([rotateOwnKeyRoute], { rotateOwnKey });
