import type { APIGatewayProxyEvent } from 'aws-lambda';
import { environmentNames, readLifetimePolicy, requireEnv } from '../adapters/environment.ts';
import { type ApiResponse, createApi, type Operation } from '../adapters/http/api.ts';
import { type Bearer, readCaller, routedPath } from '../adapters/http/caller.ts';
import { formatEtag, parseIfMatch } from '../adapters/http/etag.ts';
import { respondWithNewSecret } from '../adapters/http/new-secret.ts';
import { locateKey, type OwnKey, respondWithKey } from '../adapters/http/own-key.ts';
import { rotateItself } from '../adapters/http/own-rotation.ts';
import { admit } from '../adapters/http/permit.ts';
import { headerValuesOf, parseQuery, readBody, refuseBody } from '../adapters/http/request.ts';
import { AccountStore } from '../adapters/table/account-store.ts';
import { ManagerStore } from '../adapters/table/manager-store.ts';
import { type RotatedOnce, RotationStore } from '../adapters/table/rotation-store.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { TrailStore } from '../adapters/table/trail-store.ts';
import { UsageReader } from '../adapters/table/usage-reader.ts';
import { machineRoutesOf } from '../contract/machine-routes.ts';
import { operatorRoutesOf } from '../contract/operator-routes.ts';
import { cancelRotationQuery, rotateKeyRequest, rotateOwnKeyRequest } from '../contract/request-schemas.ts';
import { routesOf } from '../contract/routes.ts';
import { formatAccessKey } from '../core/access-key.ts';
import { findExpiryErrors } from '../core/expiry-edit.ts';
import { parseIdempotencyKey } from '../core/idempotency.ts';
import type { Key } from '../core/key.ts';
import { replaceLeakedSecret } from '../core/leak.ts';
import { acceptReturn, refuseReturn } from '../core/leak-return.ts';
import type { FieldError } from '../core/problem-catalogue.ts';
import {
  beginRotation,
  cancelRotation,
  defaultOverlapSeconds,
  finishRotation,
  type KeySecrets,
  type RotationContext,
} from '../core/rotation.ts';
import { viewRotation } from '../core/rotation-view.ts';
import type { RecordChange } from '../core/trail.ts';
import type { TrailAction } from '../core/trail-changes.ts';

const keyPrefix = requireEnv(environmentNames.keyPrefix);
const policy = readLifetimePolicy();
const { managers, rotations, trail, ...stores } = connectStores({
  accounts: AccountStore,
  managers: ManagerStore,
  rotations: RotationStore,
  trail: TrailStore,
  usage: UsageReader,
});

const rotateKey: Operation = async (event) => {
  const permit = await admit(event, 'rotate', managers);
  if (permit.bearer && permit.isOnItself) return rotateCaller(event, permit.bearer, permit.recordBy(trail));
  const { idempotencyKey, ifVersions, errors: otherErrors } = readConditions(event);
  const body = readBody(event, rotateKeyRequest, {
    optional: true,
    otherErrors,
    findMoreErrors: (value) => findExpiryErrors(value, policy, new Date()),
  });
  const { overlapSeconds = defaultOverlapSeconds, force = false } = body;
  const { caller } = permit;
  const { account, address, counting } = await locateKey(event, stores, caller);
  const now = new Date();
  const path = routedPath(event, { ...address, accessKey: formatAccessKey(address) });
  const rotated = await rotations.rotate(
    address,
    {
      admit: (_secrets, _gates, _own, key) => permit.requireKey(key),
      begin:
        (hash) =>
        (secrets, { isLeaked, expiresAt }) => {
          if (isLeaked) {
            const date = acceptReturn(body, { timeZone: account.timeZone, policy, now });
            return replaceLeakedSecret(secrets, { hash, expiresAt: date }, account.noticeLeadDays, now);
          }
          refuseReturn(body);
          return beginRotation(secrets, { hash, overlapSeconds, force }, { expiresAt, counting, now });
        },
      once: idempotencyKey
        ? { account, request: { idempotencyKey, actor: caller.id, method: 'POST', path }, body }
        : null,
    },
    { ifVersions, now, trail: { action: 'rotate_key', record: permit.recordBy(trail) } },
  );
  return respond(rotated);
};

const finishKeyRotation: Operation = async (event) => {
  const { place, key } = await change(event, 'finish_rotation', finishRotation);
  return respondWithKey(place, key);
};

const cancelKeyRotation: Operation = async (event) => {
  const { query, errors } = parseQuery(event, cancelRotationQuery);
  const force = query?.force === 'true';
  await change(
    event,
    'cancel_rotation',
    (secrets, context) => cancelRotation(secrets, { force }, context),
    errors,
  );
  return { status: 204 };
};

const served = [...routesOf('rotations'), ...operatorRoutesOf('rotations'), ...machineRoutesOf('rotations')];

export const handler = createApi(served, {
  rotateKey,
  finishRotation: finishKeyRotation,
  cancelRotation: cancelKeyRotation,
});

/** A key that manages others rotates itself, by the rules of self-rotation: nobody can evict its owner by it. */
async function rotateCaller(
  event: APIGatewayProxyEvent,
  bearer: Bearer,
  record: RecordChange,
): Promise<ApiResponse> {
  const { idempotencyKey, ifVersions, errors: otherErrors } = readConditions(event);
  const body = readBody(event, rotateOwnKeyRequest, { optional: true, otherErrors });
  const path = routedPath(event, { accessKey: formatAccessKey(bearer.address) });
  const request = idempotencyKey ? { idempotencyKey, actor: bearer.id, method: 'POST', path } : null;
  return respond(await rotateItself(bearer, { body, ifVersions, request }, { ...stores, rotations }, record));
}

/** What the headers of a rotation say of when to do it. */
function readConditions(event: APIGatewayProxyEvent) {
  const { idempotencyKey, errors } = parseIdempotencyKey(headerValuesOf(event, 'idempotency-key'));
  const match = parseIfMatch(headerValuesOf(event, 'if-match'));
  return { idempotencyKey, ifVersions: match.ifVersions, errors: [...errors, ...match.errors] };
}

function respond(rotated: RotatedOnce): ApiResponse {
  return respondWithNewSecret(rotated, keyPrefix, viewRotation, { etag: formatEtag(rotated.key.version) });
}

/**
 * Lets an event happen to the caller's own key, if that still has the version that the caller has seen.
 * @param errors those of the query, reported with the rest
 */
async function change(
  event: APIGatewayProxyEvent,
  action: TrailAction,
  happen: (secrets: KeySecrets, context: RotationContext) => KeySecrets,
  errors: readonly FieldError[] = [],
): Promise<{ place: OwnKey; key: Key }> {
  const match = parseIfMatch(headerValuesOf(event, 'if-match'));
  refuseBody(event, [...errors, ...match.errors]);
  const place = await locateKey(event, stores);
  const now = new Date();
  const key = await rotations.change(
    place.address,
    (secrets, { expiresAt }) => happen(secrets, { expiresAt, counting: place.counting, now }),
    {
      ifVersions: match.ifVersions,
      editedAt: now,
      trail: { action, record: trail.by(readCaller(event).requester) },
    },
  );
  return { place, key };
}
