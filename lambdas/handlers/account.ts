import {
  environmentNames,
  readLifetimePolicy,
  requireEnv,
  requireEnvInteger,
} from '../adapters/environment.ts';
import { createApi, type Operation } from '../adapters/http/api.ts';
import { viewNewKey } from '../adapters/http/new-key.ts';
import { readBody, readSignIn, refuseBody } from '../adapters/http/request.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { updateAccountRequest } from '../contract/request-schemas.ts';
import { routesOf } from '../contract/routes.ts';
import { viewAccount } from '../core/account.ts';
import { findUnwelcome, viewDelivery } from '../core/delivery.ts';
import { replaceNoticeEmails } from '../core/notice-email.ts';
import { Problem } from '../core/problem-catalogue.ts';

const keyPrefix = requireEnv(environmentNames.keyPrefix);
const policy = readLifetimePolicy();
const limits = { keyLimit: requireEnvInteger(environmentNames.maxKeysPerAccount), policy };
const { accounts, mailboxes, usage } = connectStores();

const ensureAccount: Operation = async (event) => {
  const signIn = readSignIn(event);
  refuseBody(event);
  const now = new Date();
  const { account, created } = await accounts.ensure(signIn, now, policy);
  const view = viewAccount(account, limits);
  if (!created) return { status: 200, body: { account: view } };
  // The secret is shown only now: what is known of use is not worth losing it.
  const counting = await usage.readCounting().catch(() => null);
  const defaultKey = viewNewKey(created, keyPrefix, account, counting, now);
  return { status: 201, body: { account: view, defaultKey } };
};

const getAccount: Operation = async (event) => {
  const account = await accounts.require(readSignIn(event).sub);
  return { status: 200, body: viewAccount(account, limits) };
};

const updateAccount: Operation = async (event) => {
  const signIn = readSignIn(event);
  const { timeZone, noticeLeadDays, noticeEmails, leadTimeMails } = readBody(event, updateAccountRequest);
  const accountId = await accounts.requireId(signIn.sub);
  const now = new Date();
  const account = await accounts.change(
    accountId,
    (current) => {
      const errors = findUnwelcome(current, noticeEmails ?? []);
      if (errors.length > 0) throw new Problem('invalid_request', { errors });
      return {
        ...(timeZone !== undefined && { timeZone }),
        ...(noticeLeadDays !== undefined && { noticeLeadDays }),
        ...(leadTimeMails !== undefined && { leadTimeMails }),
        ...(noticeEmails !== undefined && replaceNoticeEmails(current, noticeEmails, now)),
      };
    },
    now,
  );
  return { status: 200, body: viewAccount(account, limits) };
};

/** Forgets that mail bounced, once the holder has made sure that the address works. */
const retryDelivery: Operation = async (event) => {
  refuseBody(event);
  const accountId = await accounts.requireId(readSignIn(event).sub);
  const account = await accounts.change(accountId, () => ({ retryDelivery: true }), new Date());
  // Who signs in with an address may undo its complaint; the pool has verified the address.
  await mailboxes.forgive(account.email);
  return { status: 200, body: viewDelivery(account) };
};

export const handler = createApi(routesOf('account'), {
  ensureAccount,
  getAccount,
  updateAccount,
  retryDelivery,
});
