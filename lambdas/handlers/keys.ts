import {
  environmentNames,
  readLifetimePolicy,
  requireEnv,
  requireEnvInteger,
} from '../adapters/environment.ts';
import { createApi, type Operation } from '../adapters/http/api.ts';
import { requireAccount, routedPath } from '../adapters/http/caller.ts';
import { formatEtag, parseIfMatch } from '../adapters/http/etag.ts';
import { viewNewKey } from '../adapters/http/new-key.ts';
import { locateKey, respondWithKey } from '../adapters/http/own-key.ts';
import { admit } from '../adapters/http/permit.ts';
import { headerValuesOf, readBody, refuseBody } from '../adapters/http/request.ts';
import { AccountStore } from '../adapters/table/account-store.ts';
import type { KeyChanges } from '../adapters/table/key-store.ts';
import { KeyStore } from '../adapters/table/key-store.ts';
import { ManagerStore } from '../adapters/table/manager-store.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { TrailStore } from '../adapters/table/trail-store.ts';
import { UsageReader } from '../adapters/table/usage-reader.ts';
import { machineRoutesOf } from '../contract/machine-routes.ts';
import { operatorRoutesOf } from '../contract/operator-routes.ts';
import { createKeyRequest, updateKeyRequest } from '../contract/request-schemas.ts';
import { routesOf } from '../contract/routes.ts';
import { acceptExpiry, findExpiryErrors } from '../core/expiry-edit.ts';
import { parseIdempotencyKey } from '../core/idempotency.ts';
import { isExpired } from '../core/key.ts';
import { changeAccess } from '../core/key-access.ts';
import type { KeyFields } from '../core/key-draft.ts';
import { Problem } from '../core/problem-catalogue.ts';
import { changeOfKey } from '../core/trail-changes.ts';

const keyPrefix = requireEnv(environmentNames.keyPrefix);
const keyLimit = requireEnvInteger(environmentNames.maxKeysPerAccount);
const policy = readLifetimePolicy();
const stores = connectStores({
  accounts: AccountStore,
  keys: KeyStore,
  managers: ManagerStore,
  trail: TrailStore,
  usage: UsageReader,
});
const { accounts, keys, managers, trail, usage } = stores;

const findMoreErrors = (body: unknown) => findExpiryErrors(body, policy, new Date());

const createKey: Operation = async (event) => {
  const permit = await admit(event, 'create', managers);
  const { caller, bearer } = permit;
  const { idempotencyKey, errors: otherErrors } = parseIdempotencyKey(
    headerValuesOf(event, 'idempotency-key'),
  );
  const body = readBody(event, createKeyRequest, {
    admit: (fields) => permit.requireFields(fields),
    findMoreErrors,
    otherErrors,
  });
  // Before the key is made: a response that fails afterwards would lose its secret.
  const [account, counting] = await Promise.all([requireAccount(caller, accounts), usage.readCounting()]);
  const now = new Date();
  const { name, description, expiresAt = null, selfRotation = false, access = 'none' } = body;
  const decide = (): KeyFields => {
    const date = acceptExpiry(expiresAt, { timeZone: account.timeZone, now, policy });
    permit.requireDate(date);
    return {
      name,
      description: description || null,
      expiresAt: date,
      selfRotation,
      access,
      createdBy: bearer?.address.keyId ?? null,
    };
  };
  const path = routedPath(event, { accountId: account.accountId });
  const record = permit.recordBy(trail);
  const created = idempotencyKey
    ? await keys.createOnce(
        account,
        { request: { idempotencyKey, actor: caller.id, method: 'POST', path }, body },
        decide,
        { keyLimit, now, record },
      )
    : { ...(await keys.create(account, decide(), { keyLimit, now, record })), isReplay: false };
  if (created.isReplay) {
    // Its secret is not shown again to a key that could not get it now.
    permit.requireKey(created.key);
    permit.requireDate(created.key.expiresAt);
  }
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
  const permit = await admit(event, 'edit', managers);
  const { ifVersions, errors: otherErrors } = parseIfMatch(headerValuesOf(event, 'if-match'));
  // Before the look-up, so that an invalid request costs no read.
  const body = readBody(event, updateKeyRequest, {
    admit: (fields) => permit.requireFields(fields),
    findMoreErrors,
    otherErrors,
  });
  const { name, description, expiresAt, selfRotation, access } = body;
  const place = await locateKey(event, stores, permit.caller);
  const { account, address } = place;
  const now = new Date();
  const changes: KeyChanges = {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description: description || null }),
    ...(selfRotation !== undefined && { selfRotation }),
  };
  // Of several versions the write can require one, so the current one is chosen.
  const isChoice = ifVersions !== null && ifVersions.length > 1;
  const key = await keys.get(address);
  permit.requireKey(key);
  const ifVersion = isChoice
    ? (ifVersions.find((each) => each === key.version) ?? -1)
    : (ifVersions?.[0] ?? null);
  if (expiresAt !== undefined) {
    const current = key.expiresAt;
    const wanted = acceptExpiry(expiresAt, { timeZone: account.timeZone, now, policy, current });
    // The same date again is no edit: else a notice that is due this minute would be skipped as one that has
    // passed.
    if (wanted?.getTime() !== current?.getTime()) {
      permit.requireDate(wanted);
      if (key.leakedAt) throw new Problem('rotation_required');
      changes.expiresAt = wanted;
    }
  }
  Object.assign(changes, changeAccess(key.access, access, now));
  const isRestored = isExpired(key.expiresAt, now) && changes.expiresAt !== undefined;
  const changed = await permit.recordBy(trail)(
    changeOfKey(isRestored ? 'restore_key' : 'edit_key', key, changes),
    () => keys.update(address, changes, { account, ifVersion, now, byKey: permit.bearer !== null }),
  );
  return respondWithKey(place, changed);
};

const expireKey: Operation = async (event) => {
  const permit = await admit(event, 'expire', managers);
  refuseBody(event);
  const place = await locateKey(event, stores, permit.caller);
  const now = new Date();
  const key = await keys.get(place.address);
  permit.requireKey(key);
  if (isExpired(key.expiresAt, now)) return respondWithKey(place, key);
  const expired = await permit.recordBy(trail)(changeOfKey('expire_key', key, { expiresAt: now }), () =>
    keys.expire(place.address, now, { byKey: permit.bearer !== null }),
  );
  return respondWithKey(place, expired);
};

const deleteKey: Operation = async (event) => {
  const permit = await admit(event, 'delete', managers);
  refuseBody(event);
  const { address } = await locateKey(event, stores, permit.caller);
  const key = await keys.get(address);
  permit.requireKey(key);
  await permit.recordBy(trail)(changeOfKey('delete_key', key, null), () =>
    keys.delete(address, new Date(), { byKey: permit.bearer !== null }),
  );
  return { status: 204 };
};

const served = [...routesOf('keys'), ...operatorRoutesOf('keys'), ...machineRoutesOf('keys')];

export const handler = createApi(served, {
  createKey,
  updateKey,
  expireKey,
  deleteKey,
});
