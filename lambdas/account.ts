import { AccountStore } from './adapters/account-store.ts';
import { environmentNames, requireEnv, requireEnvIntegers } from './adapters/environment.ts';
import { createApi, type Operation } from './adapters/http/api.ts';
import { viewNewKey } from './adapters/http/new-key.ts';
import { readBody, readSignIn } from './adapters/http/request.ts';
import { connectTable } from './adapters/table.ts';
import { ensureAccountRequest, updateAccountRequest } from './contract/schemas.ts';
import { viewAccount } from './core/account.ts';

const keyPrefix = requireEnv(environmentNames.keyPrefix);
const accounts = new AccountStore(connectTable(), {
  tableName: requireEnv(environmentNames.tableName),
  noticeLeadDays: requireEnvIntegers(environmentNames.noticeLeadDays),
});

const ensureAccount: Operation = async (event) => {
  const signIn = readSignIn(event);
  readBody(event, ensureAccountRequest, { optional: true });
  const now = new Date();
  const { account, created } = await accounts.ensure(signIn, now);
  if (!created) return { status: 200, body: { account: viewAccount(account) } };
  const defaultKey = viewNewKey(created, keyPrefix, account, now);
  return { status: 201, body: { account: viewAccount(account), defaultKey } };
};

const getAccount: Operation = async (event) => {
  const account = await accounts.require(readSignIn(event).sub);
  return { status: 200, body: viewAccount(account) };
};

const updateAccount: Operation = async (event) => {
  const signIn = readSignIn(event);
  const { timeZone } = readBody(event, updateAccountRequest);
  const accountId = await accounts.requireId(signIn.sub);
  const account = await accounts.update(
    accountId,
    { ...(timeZone !== undefined && { timeZone }) },
    new Date(),
  );
  return { status: 200, body: viewAccount(account) };
};

export const handler = createApi({
  'PUT /api/v1/account': ensureAccount,
  'GET /api/v1/account': getAccount,
  'PATCH /api/v1/account': updateAccount,
});
