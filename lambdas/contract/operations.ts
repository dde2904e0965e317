import * as z from 'zod/mini';
import type { ProblemCode } from '../core/problem-catalogue.ts';
import * as requestSchemas from './request-schemas.ts';
import * as responseSchemas from './response-schemas.ts';
import type { OperationId } from './routes.ts';
import { trailBody } from './trail-schemas.ts';

/** What the OpenAPI document says about a call of the management API, besides its route. */
export interface OperationContract {
  summary: string;
  description?: string;
  request?: z.ZodMiniType;
  /** The body may be absent. */
  isBodyOptional?: true;
  query?: z.ZodMiniObject;
  ifMatch?: true;
  idempotencyKey?: true;
  /** Responses by status. Body null: none; `html`: a page. */
  responses: Record<
    number,
    {
      description: string;
      body: z.ZodMiniType | 'html' | null;
      etag?: true;
      location?: true;
      /** Says when to repeat the call. */
      retryAfter?: true;
      /** Says whether it was given before, to a request with the same Idempotency-Key. */
      replayed?: true;
    }
  >;
  problems: readonly ProblemCode[];
}

const keyResponse = { description: 'The key.', body: responseSchemas.keyBody, etag: true } as const;
const bodyProblems = ['invalid_request', 'payload_too_large', 'unsupported_media_type'] as const;

/** Every call of the management API; the OpenAPI document is generated from this and the routes. */
export const operations: Readonly<Record<OperationId, OperationContract>> = {
  ensureAccount: {
    summary: 'Create the account if it does not exist',
    description:
      'The first call creates the account of the sign-in and its default key. Safe to repeat, and to send several times at once: there will be one account and one default key.',
    responses: {
      200: { description: 'The existing account.', body: responseSchemas.existingAccountBody },
      201: {
        description: 'The new account and its default key, with the secret key.',
        body: responseSchemas.newAccountBody,
      },
    },
    problems: bodyProblems,
  },
  getAccount: {
    summary: 'Get the account',
    responses: { 200: { description: 'The account.', body: responseSchemas.accountBody } },
    problems: ['account_not_found'],
  },
  updateAccount: {
    summary: 'Update the account settings',
    request: requestSchemas.updateAccountRequest,
    responses: { 200: { description: 'The account.', body: responseSchemas.accountBody } },
    problems: [...bodyProblems, 'account_not_found'],
  },
  retryDelivery: {
    summary: 'Resume notices to undeliverable addresses',
    description: 'Clears recorded bounces, complaints and refusals. Call it once the addresses work again.',
    responses: { 200: { description: 'The delivery state.', body: responseSchemas.deliveryBody } },
    problems: ['account_not_found'],
  },
  createKey: {
    summary: 'Create a key',
    description:
      'With an Idempotency-Key, safe to repeat: for 24 hours the same request returns the same key with the same secret key.',
    request: requestSchemas.createKeyRequest,
    idempotencyKey: true,
    responses: {
      201: {
        description: 'The key with its secret key, which is shown only here.',
        body: responseSchemas.newKeyBody,
        etag: true,
        location: true,
        replayed: true,
      },
    },
    problems: [
      ...bodyProblems,
      'expires_in_past',
      'lifetime_too_long',
      'account_not_found',
      'key_limit_reached',
      'idempotency_key_used',
      'idempotency_key_mismatch',
    ],
  },
  listKeys: {
    summary: 'List the keys',
    description: 'All keys of the account, newest first, including expired ones.',
    query: requestSchemas.listKeysQuery,
    responses: { 200: { description: 'A page of keys.', body: responseSchemas.keyListBody } },
    problems: ['invalid_request', 'account_not_found'],
  },
  getKey: {
    summary: 'Get a key',
    responses: { 200: keyResponse },
    problems: ['account_not_found', 'key_not_found'],
  },
  updateKey: {
    summary: 'Edit, extend or restore a key',
    description:
      'Each field is optional and independent. A future expiresAt restores an expired key: the same access key and secret key work again.',
    request: requestSchemas.updateKeyRequest,
    ifMatch: true,
    responses: { 200: keyResponse },
    problems: [
      ...bodyProblems,
      'expires_in_past',
      'lifetime_too_long',
      'account_not_found',
      'key_not_found',
      'key_changed',
    ],
  },
  expireKey: {
    summary: 'Expire a key now',
    description: 'The key stops working at once and stays in the list. Edit its expiresAt to restore it.',
    responses: { 200: keyResponse },
    problems: ['account_not_found', 'key_not_found'],
  },
  deleteKey: {
    summary: 'Delete a key permanently',
    description: 'A deleted key cannot be restored. If you may need it again, expire it instead.',
    responses: { 204: { description: 'The key is deleted.', body: null } },
    problems: ['account_not_found', 'key_not_found'],
  },
  getKeyUsage: {
    summary: 'Get the use of a key',
    description:
      'Whether it is safe to let the key expire, or to delete it. Counted from the access log of the gateway, usually within three minutes. A count is never too low, and rarely too high.',
    query: requestSchemas.usageQuery,
    responses: { 200: { description: 'The use of the key.', body: responseSchemas.keyUsageBody } },
    problems: ['invalid_request', 'account_not_found', 'key_not_found'],
  },
  rotateKey: {
    summary: 'Give a key a new secret key',
    description:
      'With an Idempotency-Key, safe to repeat: for 24 hours the same request returns the same secret key. Access key, name and date stay. Both secret keys work until the new one is seen in use; from then on the old one works for the overlap. Seen is what the access log of the gateway shows, usually within three minutes; whoami and refused calls do not count. A key that has leaked gets its new date by expiresAt, and only its new secret key works.',
    request: requestSchemas.rotateKeyRequest,
    isBodyOptional: true,
    ifMatch: true,
    idempotencyKey: true,
    responses: {
      201: {
        description: 'The rotation and the new secret key, which is shown only here.',
        body: responseSchemas.newRotationBody,
        etag: true,
        replayed: true,
      },
    },
    problems: [
      ...bodyProblems,
      'account_not_found',
      'key_not_found',
      'expires_in_past',
      'lifetime_too_long',
      'key_not_active',
      'rotation_required',
      'rotation_in_progress',
      'key_changed',
      'idempotency_key_used',
      'idempotency_key_mismatch',
    ],
  },
  finishRotation: {
    summary: 'Finish a rotation now',
    description: 'The old secret key stops working at once.',
    ifMatch: true,
    responses: { 200: keyResponse },
    problems: ['invalid_request', 'account_not_found', 'key_not_found', 'no_rotation', 'key_changed'],
  },
  cancelRotation: {
    summary: 'Cancel a rotation',
    description:
      'The new secret key stops working at once, and only the old one works. If the new one is known to be in use, that takes force.',
    query: requestSchemas.cancelRotationQuery,
    ifMatch: true,
    responses: { 204: { description: 'The rotation is cancelled.', body: null } },
    problems: [
      'invalid_request',
      'account_not_found',
      'key_not_found',
      'no_rotation',
      'rotation_in_use',
      'key_changed',
    ],
  },
  getUsage: {
    summary: 'Get the calls of all keys',
    description: 'The sum over the keys of the account. Calls of deleted keys are forgotten.',
    query: requestSchemas.usageQuery,
    responses: { 200: { description: 'The calls of each day.', body: responseSchemas.usageBody } },
    problems: ['invalid_request', 'account_not_found'],
  },
  getNotices: {
    summary: 'List keys to warn about',
    description:
      'Every key that has expired or will expire within the longest lead time, most urgent first: what a banner shows.',
    responses: { 200: { description: 'The keys to warn about.', body: responseSchemas.noticesBody } },
    problems: ['account_not_found'],
  },
  listNotices: {
    summary: 'List sent notices',
    description: 'The notices of the last 90 days, newest first, including those about deleted keys.',
    query: requestSchemas.listNoticesQuery,
    responses: { 200: { description: 'A page of notices.', body: responseSchemas.noticeLogBody } },
    problems: ['invalid_request', 'account_not_found'],
  },
  getTrail: {
    summary: 'List changes',
    description:
      'Who changed what in the last 400 days, newest first: the account and its keys, also deleted ones.',
    query: requestSchemas.trailQuery,
    responses: { 200: { description: 'A page of the trail.', body: trailBody } },
    problems: ['invalid_request', 'account_not_found', 'key_not_found'],
  },
  showConfirmation: {
    summary: 'Show the page behind a confirmation link',
    query: requestSchemas.emailLinkQuery,
    responses: { 200: { description: 'The page.', body: 'html' } },
    problems: [],
  },
  confirmNoticeEmail: {
    summary: 'Confirm an additional recipient of notices',
    query: requestSchemas.emailLinkQuery,
    responses: {
      200: { description: 'The address is confirmed.', body: 'html' },
      400: { description: 'The link is invalid or has expired.', body: 'html' },
    },
    problems: [],
  },
  showUnsubscribe: {
    summary: 'Show the page behind the link to leave',
    query: requestSchemas.emailLinkQuery,
    responses: {
      200: { description: 'The page.', body: 'html' },
      400: { description: 'The link is invalid.', body: 'html' },
    },
    problems: [],
  },
  unsubscribe: {
    summary: 'Leave by the link of a mail',
    description:
      'An additional recipient leaves by one click (RFC 8058). The holder of the account is asked to confirm, and then gets no more mails about coming expiries.',
    query: requestSchemas.emailLinkQuery,
    responses: {
      200: { description: 'Done, or a question to the holder.', body: 'html' },
      400: { description: 'The link is invalid.', body: 'html' },
    },
    problems: [],
  },
  getOpenApi: {
    summary: 'Get this document',
    responses: { 200: { description: 'OpenAPI 3.1.', body: z.looseObject({}) } },
    problems: [],
  },
};
