import type { APIGatewayProxyEvent } from 'aws-lambda';
import { environmentNames, requireEnv, requireEnvInteger } from '../adapters/environment.ts';
import { type ApiResponse, createApi, type Operation } from '../adapters/http/api.ts';
import { formatEtag, readIfMatch } from '../adapters/http/etag.ts';
import { viewNewKey } from '../adapters/http/new-key.ts';
import { headerValuesOf, readBody, readQuery, readSignIn, refuseBody } from '../adapters/http/request.ts';
import type { KeyChanges } from '../adapters/table/key-store.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { pathOf, routesOf } from '../contract/routes.ts';
import { createKeyRequest, listKeysQuery, updateKeyRequest } from '../contract/schemas.ts';
import { type KeyAddress, parseAccessKey } from '../core/access-key.ts';
import type { Account } from '../core/account.ts';
import { acceptExpiry, findPastExpiry } from '../core/expiry-edit.ts';
import { type Key, viewKey } from '../core/key.ts';
import { cutPage } from '../core/key-page.ts';
import { Problem } from '../core/problem-catalogue.ts';

const keyPrefix = requireEnv(environmentNames.keyPrefix);
const keyLimit = requireEnvInteger(environmentNames.maxKeysPerAccount);
const { accounts, keys } = connectStores();

const findMoreErrors = (body: unknown) => findPastExpiry(body, new Date());

const createKey: Operation = async (event) => {
  const signIn = readSignIn(event);
  const {
    name,
    description = null,
    expiresAt = null,
  } = readBody(event, createKeyRequest, { findMoreErrors });
  const account = await accounts.require(signIn.sub);
  const now = new Date();
  const created = await keys.create(
    account,
    {
      name,
      description: description || null,
      expiresAt: acceptExpiry(expiresAt, { timeZone: account.timeZone, now }),
    },
    { keyLimit, now },
  );
  const body = viewNewKey(created, keyPrefix, account, now);
  const location = pathOf('getKey', { accessKey: body.accessKey });
  return { status: 201, body, headers: { location, etag: formatEtag(created.key.version) } };
};

const listKeys: Operation = async (event) => {
  const signIn = readSignIn(event);
  const { status = null, limit = '50', cursor = null } = readQuery(event, listKeysQuery);
  const inventory = await keys.list(await accounts.requireId(signIn.sub));
  if (!inventory) throw new Problem('account_not_found');
  const body = cutPage(inventory, { status, limit: Number(limit), cursor }, new Date());
  return { status: 200, body };
};

const getKey: Operation = async (event) => {
  const { account, address } = await locate(event);
  return respondWithKey(account, await keys.get(address));
};

const updateKey: Operation = async (event) => {
  // Before the look-up, so that an invalid request costs no read.
  const { name, description, expiresAt } = readBody(event, updateKeyRequest, { findMoreErrors });
  const versions = readIfMatch(headerValuesOf(event, 'if-match'));
  const { account, address } = await locate(event);
  const now = new Date();
  const changes: KeyChanges = {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description: description || null }),
  };
  // Of several versions the write can require one, so the current one is chosen.
  const isChoice = versions !== null && versions.length > 1;
  const key = expiresAt !== undefined || isChoice ? await keys.get(address) : null;
  const ifVersion = isChoice
    ? (versions.find((each) => each === key?.version) ?? -1)
    : (versions?.[0] ?? null);
  if (expiresAt !== undefined) {
    const current = key?.expiresAt ?? null;
    const wanted = acceptExpiry(expiresAt, { timeZone: account.timeZone, now, current });
    // The same date again is no edit: else a notice that is due this minute would be skipped as one that has
    // passed.
    if (wanted?.getTime() !== current?.getTime()) changes.expiresAt = wanted;
  }
  return respondWithKey(account, await keys.update(address, changes, { account, ifVersion, now }));
};

const expireKey: Operation = async (event) => {
  refuseBody(event);
  const { account, address } = await locate(event);
  return respondWithKey(account, await keys.expire(address, new Date()));
};

const deleteKey: Operation = async (event) => {
  refuseBody(event);
  const { address } = await locate(event);
  await keys.delete(address, new Date());
  return { status: 204 };
};

export const handler = createApi(routesOf('keys'), {
  createKey,
  listKeys,
  getKey,
  updateKey,
  expireKey,
  deleteKey,
});

/**
 * The key that the path names, if it is the caller's: another account's key is treated as one that never
 * existed.
 */
async function locate(event: APIGatewayProxyEvent): Promise<{ account: Account; address: KeyAddress }> {
  const account = await accounts.require(readSignIn(event).sub);
  const address = parseAccessKey(event.pathParameters?.accessKey ?? '');
  if (address?.accountId !== account.accountId) throw new Problem('key_not_found');
  return { account, address };
}

function respondWithKey(account: Account, key: Key): ApiResponse {
  return {
    status: 200,
    body: viewKey(key, account.noticeLeadDays, new Date()),
    headers: { etag: formatEtag(key.version) },
  };
}
