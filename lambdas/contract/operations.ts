import * as z from 'zod/mini';
import type { ProblemCode } from '../core/problem.ts';
import type { OperationId } from './routes.ts';
import * as schemas from './schemas.ts';

/** One call of the management API. */
export interface OperationContract {
  summary: string;
  description?: string;
  request?: z.ZodMiniType;
  query?: z.ZodMiniObject;
  ifMatch?: true;
  /** Answers by status; null: no body; `html`: a page. */
  answers: Record<
    number,
    { description: string; body: z.ZodMiniType | 'html' | null; etag?: true; location?: true }
  >;
  problems: readonly ProblemCode[];
}

const keyAnswer = { description: 'The key.', body: schemas.keyBody, etag: true } as const;
const bodyProblems = ['invalid_request', 'payload_too_large', 'unsupported_media_type'] as const;

/** The calls of the management API: the OpenAPI document is made of them. */
export const operations: Readonly<Record<OperationId, OperationContract>> = {
  ensureAccount: {
    summary: 'Make sure that the account exists',
    description:
      'Makes the account of the sign-in and its default key the first time. Safe to repeat, and to send many times at once: there will be one account and one default key.',
    answers: {
      200: { description: 'The account, which existed before.', body: schemas.accountAnswer },
      201: {
        description: 'The new account, and its default key with the secret.',
        body: schemas.newAccountAnswer,
      },
    },
    problems: bodyProblems,
  },
  getAccount: {
    summary: 'Get the account',
    answers: { 200: { description: 'The account.', body: schemas.accountBody } },
    problems: ['account_not_found'],
  },
  updateAccount: {
    summary: 'Change the settings of the account',
    request: schemas.updateAccountRequest,
    answers: { 200: { description: 'The account.', body: schemas.accountBody } },
    problems: [...bodyProblems, 'account_not_found'],
  },
  retryDelivery: {
    summary: 'Send notices again to addresses that mail came back from',
    description:
      'Forgets bounces, complaints and refusals, after you have seen to it that the addresses work.',
    answers: { 200: { description: 'The state of delivery.', body: schemas.deliveryBody } },
    problems: ['account_not_found'],
  },
  createKey: {
    summary: 'Create a key',
    request: schemas.createKeyRequest,
    answers: {
      201: {
        description: 'The key, with its secret. The secret is shown here and nowhere else.',
        body: schemas.newKeyBody,
        etag: true,
        location: true,
      },
    },
    problems: [...bodyProblems, 'expires_in_past', 'account_not_found', 'key_limit_reached'],
  },
  listKeys: {
    summary: 'List the keys',
    description: 'All keys of the account, newest first, expired ones included.',
    query: schemas.listKeysQuery,
    answers: { 200: { description: 'A page of keys.', body: schemas.keyListBody } },
    problems: ['invalid_request', 'account_not_found'],
  },
  getKey: {
    summary: 'Get a key',
    answers: { 200: keyAnswer },
    problems: ['account_not_found', 'key_not_found'],
  },
  updateKey: {
    summary: 'Edit, extend or restore a key',
    description:
      'Each field is optional and independent. A future expiresAt on an expired key restores it: the same access key and secret key work again.',
    request: schemas.updateKeyRequest,
    ifMatch: true,
    answers: { 200: keyAnswer },
    problems: [...bodyProblems, 'expires_in_past', 'account_not_found', 'key_not_found', 'key_changed'],
  },
  expireKey: {
    summary: 'Expire a key now',
    description: 'The key is refused from now on and stays in the list; edit its expiresAt to restore it.',
    answers: { 200: keyAnswer },
    problems: ['account_not_found', 'key_not_found'],
  },
  deleteKey: {
    summary: 'Delete a key for ever',
    description: 'Nobody can bring the key back. To be able to, expire it instead.',
    answers: { 204: { description: 'The key is deleted.', body: null } },
    problems: ['account_not_found', 'key_not_found'],
  },
  getNotices: {
    summary: 'Get what the banner shows',
    description: 'Every key that has expired or will expire within the longest lead time, most urgent first.',
    answers: { 200: { description: 'The keys to warn of.', body: schemas.noticesBody } },
    problems: ['account_not_found'],
  },
  listNotices: {
    summary: 'List the notices that were sent',
    description: 'The notices of the last 90 days, newest first, those about deleted keys included.',
    query: schemas.listNoticesQuery,
    answers: { 200: { description: 'A page of notices.', body: schemas.noticeLogBody } },
    problems: ['invalid_request', 'account_not_found'],
  },
  showConfirmation: {
    summary: 'Show the page that a confirmation link leads to',
    query: schemas.confirmationQuery,
    answers: { 200: { description: 'The page.', body: 'html' } },
    problems: [],
  },
  confirmNoticeEmail: {
    summary: 'Confirm a further address for notices',
    query: schemas.confirmationQuery,
    answers: {
      200: { description: 'The address is confirmed.', body: 'html' },
      400: { description: 'The link is not valid, or no longer.', body: 'html' },
    },
    problems: [],
  },
  getOpenApi: {
    summary: 'Get this document',
    answers: { 200: { description: 'OpenAPI 3.1.', body: z.looseObject({}) } },
    problems: [],
  },
};
