import {
  environmentNames,
  readLifetimePolicy,
  requireEnv,
  requireEnvInteger,
} from '../adapters/environment.ts';
import { createApi, type Operation } from '../adapters/http/api.ts';
import { readCaller, requireAccount, routedPath } from '../adapters/http/caller.ts';
import { formatEtag, readIfMatch } from '../adapters/http/etag.ts';
import { viewNewKey } from '../adapters/http/new-key.ts';
import { locateKey, respondWithKey } from '../adapters/http/own-key.ts';
import { headerValuesOf, readBody, refuseBody } from '../adapters/http/request.ts';
import { AccountStore } from '../adapters/table/account-store.ts';
import type { KeyChanges } from '../adapters/table/key-store.ts';
import { KeyStore } from '../adapters/table/key-store.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { TrailStore } from '../adapters/table/trail-store.ts';
import { UsageStore } from '../adapters/table/usage-store.ts';
import { operatorRoutesOf } from '../contract/operator-routes.ts';
import { createKeyRequest, updateKeyRequest } from '../contract/request-schemas.ts';
import { routesOf } from '../contract/routes.ts';
import { acceptExpiry, findExpiryErrors } from '../core/expiry-edit.ts';
import { parseIdempotencyKey } from '../core/idempotency.ts';
import { isExpired } from '../core/key.ts';
import type { KeyFields } from '../core/key-draft.ts';
import { changeOfKey } from '../core/trail-changes.ts';

const keyPrefix = requireEnv(environmentNames.keyPrefix);
const keyLimit = requireEnvInteger(environmentNames.maxKeysPerAccount);
const policy = readLifetimePolicy();
const stores = connectStores({
  accounts: AccountStore,
  keys: KeyStore,
  trail: TrailStore,
  usage: UsageStore,
});
const { accounts, keys, trail, usage } = stores;

const findMoreErrors = (body: unknown) => findExpiryErrors(body, policy, new Date());

const createKey: Operation = async (event) => {
  const caller = readCaller(event);
  const { idempotencyKey, errors: otherErrors } = parseIdempotencyKey(
    headerValuesOf(event, 'idempotency-key'),
  );
  const body = readBody(event, createKeyRequest, { findMoreErrors, otherErrors });
  // Before the key is made: a response that fails afterwards would lose its secret.
  const [account, counting] = await Promise.all([requireAccount(caller, accounts), usage.readCounting()]);
  const now = new Date();
  const { name, description, expiresAt = null, selfRotation = false } = body;
  const decide = (): KeyFields => ({
    name,
    description: description || null,
    expiresAt: acceptExpiry(expiresAt, { timeZone: account.timeZone, now, policy }),
    selfRotation,
  });
  const path = routedPath(event, { accountId: account.accountId });
  const record = trail.by(caller.requester);
  const created = idempotencyKey
    ? await keys.createOnce(
        account,
        { request: { idempotencyKey, actor: caller.id, method: 'POST', path }, body },
        decide,
        { keyLimit, now, record },
      )
    : { ...(await keys.create(account, decide(), { keyLimit, now, record })), isReplay: false };
  const view = viewNewKey(created, keyPrefix, account, counting, now);
  return {
    status: 201,
    body: view,
    headers: {
      location: `${path}/${view.accessKey}`,
      etag: formatEtag(created.key.version),
      ...(created.isReplay && { 'idempotent-replayed': 'true' }),
    },
  };
};

const updateKey: Operation = async (event) => {
  // Before the look-up, so that an invalid request costs no read.
  const { name, description, expiresAt, selfRotation } = readBody(event, updateKeyRequest, {
    findMoreErrors,
  });
  const versions = readIfMatch(headerValuesOf(event, 'if-match'));
  const place = await locateKey(event, stores);
  const { account, address } = place;
  const now = new Date();
  const changes: KeyChanges = {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description: description || null }),
    ...(selfRotation !== undefined && { selfRotation }),
  };
  // Of several versions the write can require one, so the current one is chosen.
  const isChoice = versions !== null && versions.length > 1;
  const key = await keys.get(address);
  const ifVersion = isChoice
    ? (versions.find((each) => each === key.version) ?? -1)
    : (versions?.[0] ?? null);
  if (expiresAt !== undefined) {
    const current = key.expiresAt;
    const wanted = acceptExpiry(expiresAt, { timeZone: account.timeZone, now, policy, current });
    // The same date again is no edit: else a notice that is due this minute would be skipped as one that has
    // passed.
    if (wanted?.getTime() !== current?.getTime()) changes.expiresAt = wanted;
  }
  const isRestored = isExpired(key.expiresAt, now) && changes.expiresAt !== undefined;
  const changed = await trail.by(readCaller(event).requester)(
    changeOfKey(isRestored ? 'restore_key' : 'edit_key', key, changes),
    () => keys.update(address, changes, { account, ifVersion, now }),
  );
  return respondWithKey(place, changed);
};

const expireKey: Operation = async (event) => {
  refuseBody(event);
  const place = await locateKey(event, stores);
  const now = new Date();
  const key = await keys.get(place.address);
  if (isExpired(key.expiresAt, now)) return respondWithKey(place, key);
  const expired = await trail.by(readCaller(event).requester)(
    changeOfKey('expire_key', key, { expiresAt: now }),
    () => keys.expire(place.address, now),
  );
  return respondWithKey(place, expired);
};

const deleteKey: Operation = async (event) => {
  refuseBody(event);
  const { address } = await locateKey(event, stores);
  const key = await keys.get(address);
  await trail.by(readCaller(event).requester)(changeOfKey('delete_key', key, null), () =>
    keys.delete(address, new Date()),
  );
  return { status: 204 };
};

export const handler = createApi([...routesOf('keys'), ...operatorRoutesOf('keys')], {
  createKey,
  updateKey,
  expireKey,
  deleteKey,
});
