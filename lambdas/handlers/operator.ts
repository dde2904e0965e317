import {
  environmentNames,
  readLifetimePolicy,
  requireEnv,
  requireEnvInteger,
} from '../adapters/environment.ts';
import { createApi, type Operation } from '../adapters/http/api.ts';
import { readCaller, readOperator, readProvisioner, requireAccount } from '../adapters/http/caller.ts';
import { viewNewKey } from '../adapters/http/new-key.ts';
import { readBody, readQuery, refuseBody } from '../adapters/http/request.ts';
import { AccountCreation } from '../adapters/table/account-creation.ts';
import { AccountDirectory, readPosition } from '../adapters/table/account-directory.ts';
import { DueList, readPositions } from '../adapters/table/due-list.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { SuspensionStore } from '../adapters/table/suspension-store.ts';
import { TrailStore } from '../adapters/table/trail-store.ts';
import { UsageReader } from '../adapters/table/usage-reader.ts';
import { operatorRoutesOf } from '../contract/operator-routes.ts';
import {
  dueNoticesQuery,
  findAccountsQuery,
  provisionAccountRequest,
  suspendAccountRequest,
} from '../contract/operator-schemas.ts';
import { type Account, viewAccountForOperator } from '../core/account.ts';
import { viewDueNotice } from '../core/due-notice.ts';
import { isExternalId } from '../core/external-id.ts';
import { Problem } from '../core/problem-catalogue.ts';

const keyPrefix = requireEnv(environmentNames.keyPrefix);
const policy = readLifetimePolicy();
const limits = { keyLimit: requireEnvInteger(environmentNames.maxKeysPerAccount), policy };
const { accounts, directory, due, suspensions, trail, usage } = connectStores({
  accounts: AccountCreation,
  directory: AccountDirectory,
  due: DueList,
  suspensions: SuspensionStore,
  trail: TrailStore,
  usage: UsageReader,
});

const defaultDueMilliseconds = 7 * 86_400_000;

const view = (account: Account) => viewAccountForOperator(account, limits);

const findAccounts: Operation = async (event) => {
  const { email = '', externalId, limit = '50', cursor } = readQuery(event, findAccountsQuery);
  if (externalId !== undefined) {
    const account = await accounts.findExternal(externalId);
    return { status: 200, body: { items: account ? [view(account)] : [], nextCursor: null } };
  }
  const after = cursor === undefined ? null : readPosition(cursor);
  if (cursor !== undefined && after === null) throw forgedCursor();
  const { accounts: items, next } = await directory.findByEmail(email, { limit: Number(limit), after });
  return { status: 200, body: { items: items.map(view), nextCursor: next } };
};

const listDueNotices: Operation = async (event) => {
  const { before, limit = '50', cursor } = readQuery(event, dueNoticesQuery);
  const after = cursor === undefined ? null : readPositions(cursor);
  if (cursor !== undefined && after === null) throw forgedCursor();
  const end = before === undefined ? Date.now() + defaultDueMilliseconds : Date.parse(before);
  const { notices, next } = await due.read(new Date(end), { limit: Number(limit), after });
  return { status: 200, body: { items: notices.map(viewDueNotice), nextCursor: next } };
};

const forgedCursor = () => {
  const detail = 'must be the nextCursor of a response, unchanged';
  return new Problem('invalid_request', { errors: [{ field: 'cursor', detail }] });
};

const getAccount: Operation = async (event) => {
  return { status: 200, body: view(await requireAccount(readCaller(event), accounts)) };
};

const provisionAccount: Operation = async (event) => {
  const externalId = event.pathParameters?.externalId ?? '';
  const otherErrors = isExternalId(externalId)
    ? []
    : [{ field: 'externalId', detail: 'must be 1 to 128 letters, digits and . _ : @ - of ASCII' }];
  const { email, timeZone } = readBody(event, provisionAccountRequest, { otherErrors });
  const now = new Date();
  const record = trail.by(readProvisioner(event));
  const user = { externalId, email, timeZone };
  const { account, created } = await accounts.ensureExternal(user, now, policy, record);
  if (!created) return { status: 200, body: { account: view(account) } };
  // The secret is shown only now: what is known of use is not worth losing it.
  const counting = await usage.readCounting().catch(() => null);
  const defaultKey = viewNewKey(created, keyPrefix, account, counting, now);
  return { status: 201, body: { account: view(account), defaultKey } };
};

const suspendAccount: Operation = async (event) => {
  const { accountId, requester } = readOperator(event);
  const { reason } = readBody(event, suspendAccountRequest);
  const order = { now: new Date(), record: trail.by(requester) };
  return { status: 200, body: view(await suspensions.suspend(accountId, reason, order)) };
};

const resumeAccount: Operation = async (event) => {
  const { accountId, requester } = readOperator(event);
  refuseBody(event);
  const order = { now: new Date(), record: trail.by(requester) };
  return { status: 200, body: view(await suspensions.resume(accountId, order)) };
};

export const handler = createApi(operatorRoutesOf('operator'), {
  findAccounts,
  getAccount,
  listDueNotices,
  provisionAccount,
  suspendAccount,
  resumeAccount,
});
