import {
  environmentNames,
  readLifetimePolicy,
  requireEnv,
  requireEnvInteger,
} from '../adapters/environment.ts';
import { createApi, type Operation } from '../adapters/http/api.ts';
import { readCaller } from '../adapters/http/caller.ts';
import { viewNewKey } from '../adapters/http/new-key.ts';
import { readBody, readSignIn, refuseBody } from '../adapters/http/request.ts';
import { AccountCreation } from '../adapters/table/account-creation.ts';
import { MailboxStore } from '../adapters/table/mailbox-store.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { TrailStore } from '../adapters/table/trail-store.ts';
import { UsageReader } from '../adapters/table/usage-reader.ts';
import { updateAccountRequest } from '../contract/request-schemas.ts';
import { routesOf } from '../contract/routes.ts';
import { type Account, viewAccount } from '../core/account.ts';
import type { AccountEdit } from '../core/account-edit.ts';
import { findUnwelcome, viewDelivery } from '../core/delivery.ts';
import { replaceNoticeEmails } from '../core/notice-email.ts';
import { Problem } from '../core/problem-catalogue.ts';
import { changeOfAccount } from '../core/trail-changes.ts';

const keyPrefix = requireEnv(environmentNames.keyPrefix);
const policy = readLifetimePolicy();
const limits = { keyLimit: requireEnvInteger(environmentNames.maxKeysPerAccount), policy };
const { accounts, mailboxes, trail, usage } = connectStores({
  accounts: AccountCreation,
  mailboxes: MailboxStore,
  trail: TrailStore,
  usage: UsageReader,
});

const ensureAccount: Operation = async (event) => {
  const signIn = readSignIn(event);
  refuseBody(event);
  const now = new Date();
  const { account, created } = await accounts.ensure(
    signIn,
    now,
    policy,
    trail.by(readCaller(event).requester),
  );
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
  const before = await accounts.require(signIn.sub);
  const now = new Date();
  const edit = (current: Account): AccountEdit => {
    const errors = findUnwelcome(current, noticeEmails ?? []);
    if (errors.length > 0) throw new Problem('invalid_request', { errors });
    return {
      ...(timeZone !== undefined && { timeZone }),
      ...(noticeLeadDays !== undefined && { noticeLeadDays }),
      ...(leadTimeMails !== undefined && { leadTimeMails }),
      ...(noticeEmails !== undefined && replaceNoticeEmails(current, noticeEmails, now)),
    };
  };
  const account = await trail.by(readCaller(event).requester)(
    changeOfAccount('edit_account', before, {
      ...(timeZone !== undefined && { timeZone }),
      ...(noticeLeadDays !== undefined && { noticeLeadDays: noticeLeadDays.toSorted((a, b) => b - a) }),
      ...(leadTimeMails !== undefined && { leadTimeMails }),
      ...(noticeEmails !== undefined && { noticeEmails }),
    }),
    () => accounts.change(before.accountId, edit, now),
  );
  return { status: 200, body: viewAccount(account, limits) };
};

/** Forgets that mail bounced, once the holder has made sure that the address works. */
const retryDelivery: Operation = async (event) => {
  refuseBody(event);
  const before = await accounts.require(readSignIn(event).sub);
  const account = await trail.by(readCaller(event).requester)(
    changeOfAccount('retry_delivery', before, {}),
    async () => {
      const changed = await accounts.change(before.accountId, () => ({ retryDelivery: true }), new Date());
      // Who signs in with an address may undo its complaint; the pool has verified the address.
      await mailboxes.forgive(changed.email);
      return changed;
    },
  );
  return { status: 200, body: viewDelivery(account) };
};

export const handler = createApi(routesOf('account'), {
  ensureAccount,
  getAccount,
  updateAccount,
  retryDelivery,
});
