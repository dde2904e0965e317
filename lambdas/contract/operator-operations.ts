import { exportQuery } from './export-query.ts';
import { exportBody } from './export-schemas.ts';
import { leakedTokensBody, leakedTokensRequest } from './leaked-token-schemas.ts';
import { type OperationContract, operations } from './operations.ts';
import type { OperatorOperationId } from './operator-routes.ts';
import * as schemas from './operator-schemas.ts';

const bodyProblems = ['invalid_request', 'payload_too_large', 'unsupported_media_type'] as const;
/** The management API's, on an account that the path names. */
const sharedOperations = [
  'getTrail',
  'listKeys',
  'createKey',
  'getKey',
  'updateKey',
  'deleteKey',
  'expireKey',
  'getKeyUsage',
  'rotateKey',
  'finishRotation',
  'cancelRotation',
] as const;
type SharedOperationId = (typeof sharedOperations)[number];

/** Every call of the operator API. */
export const operatorOperations: Readonly<Record<OperatorOperationId, OperationContract>> = {
  findAccounts: {
    summary: 'Find accounts',
    description:
      'By the address that notices go to, or by your own name for the user: one of them. The index of addresses may lag by a moment.',
    query: schemas.findAccountsQuery,
    responses: { 200: { description: 'A page of accounts.', body: schemas.foundAccountsBody } },
    problems: ['invalid_request'],
  },
  listDueNotices: {
    summary: 'List what mails are due',
    description:
      'Which accounts get mails about what, soonest first, of all accounts. A mail goes out some minutes after it falls due, with all that is due by then; what is overdue is listed too.',
    query: schemas.dueNoticesQuery,
    responses: { 200: { description: 'A page of what is due.', body: schemas.dueNoticesBody } },
    problems: ['invalid_request'],
  },
  getAccount: {
    summary: 'Get an account',
    responses: { 200: { description: 'The account.', body: schemas.operatorAccountBody } },
    problems: ['account_not_found'],
  },
  provisionAccount: {
    summary: 'Create or update the account of a user of your own',
    description:
      'The first call creates the account and its default key, later ones update address and time zone. Safe to send several times at once: there will be one account and one default key. The name never moves to another account.',
    request: schemas.provisionAccountRequest,
    responses: {
      200: { description: 'The existing account.', body: schemas.provisionedAccountBody },
      201: {
        description: 'The new account and its default key, with the secret key.',
        body: schemas.newProvisionedAccountBody,
      },
    },
    problems: [...bodyProblems, 'account_not_found'],
  },
  suspendAccount: {
    summary: 'Suspend an account',
    description:
      'Every key of the account is refused with account_suspended, also those created later, until it is resumed. The response comes once a consistent read has shown it of every key; repeat a 503. Repeating it replaces the reason, and nothing else. The holder can still read, edit, expire and delete keys, sees since when but not why, and gets no mails.',
    request: schemas.suspendAccountRequest,
    responses: {
      200: { description: 'The account, suspended.', body: schemas.operatorAccountBody },
    },
    problems: [...bodyProblems, 'account_not_found'],
  },
  resumeAccount: {
    summary: 'Resume an account',
    description:
      'Its keys work again, as they would had it not been suspended, and mails that are owed are sent. The response comes once a consistent read has shown it of every key; repeat a 503. An account that is not suspended stays as it is.',
    responses: { 200: { description: 'The account.', body: schemas.operatorAccountBody } },
    problems: ['account_not_found'],
  },
  exportAccount: {
    summary: 'Export all that is known of an account',
    description:
      'In pages of up to 1,000 entries. To join them, take the account of the first page and put lists of the same name one after the other. No secret key is in it, nor a hash of one.',
    query: exportQuery,
    responses: { 200: { description: 'A page of the export.', body: exportBody } },
    problems: ['invalid_request', 'account_not_found'],
  },
  joinSignIn: {
    summary: 'Let a sign-in into an account',
    description:
      'By the sub of the sign-in, never by an address alone. It must have no account, or one with nothing but a default key that was never used, which is deleted. Repeat a call that failed: it goes on where it was.',
    responses: { 200: { description: 'The account.', body: schemas.operatorAccountBody } },
    problems: ['invalid_request', 'account_not_found', 'sign_in_in_use'],
  },
  deleteAccount: {
    summary: 'Delete an account',
    description:
      'Its keys stop working at once. Repeat the call until it returns 204: then nothing is left of the account but what the receipt names. From the first 202 on, every other call says that the account does not exist. There is no way back.',
    responses: {
      202: {
        description: 'The deletion is running: repeat the call after the seconds of Retry-After.',
        body: schemas.deletionBody,
        retryAfter: true,
      },
      204: { description: 'Nothing is left.', body: null },
    },
    problems: ['invalid_request', 'account_not_found'],
  },
  reportLeakedTokens: {
    summary: 'End leaked secret keys',
    description:
      'Ends the secret key of each token, and only that: a key with another one goes on. A key without one expires, and only its rotation with an expiresAt brings it back. Its holder is mailed. Safe to repeat: it says the same again.',
    request: leakedTokensRequest,
    responses: {
      200: { description: 'What became of each token.', body: leakedTokensBody },
    },
    problems: [...bodyProblems],
  },
  ...pick(sharedOperations),
};

function pick(ids: readonly SharedOperationId[]): Record<SharedOperationId, OperationContract> {
  const picked = ids.map((id) => [id, operations[id]] as const);
  // Complete by the type of the list.
  return Object.fromEntries(picked) as Record<SharedOperationId, OperationContract>;
}
