import type { TrailAction } from '../core/trail-changes.ts';

/**
 * The calls of the management API, defined once: the functions register their operations by these ids, the
 * stacks deploy these routes with these grants, and the OpenAPI document describes them. It imports only a type,
 * so that code that needs only a path does not load the schemas.
 */
export const routes = [
  {
    id: 'ensureAccount',
    method: 'PUT',
    path: '/api/v1/account',
    function: 'account',
    trail: ['create_account', 'change_email'],
  },
  { id: 'getAccount', method: 'GET', path: '/api/v1/account', function: 'account' },
  {
    id: 'updateAccount',
    method: 'PATCH',
    path: '/api/v1/account',
    function: 'account',
    trail: ['edit_account'],
  },
  {
    id: 'retryDelivery',
    method: 'POST',
    path: '/api/v1/account/retry-delivery',
    function: 'account',
    trail: ['retry_delivery'],
  },
  { id: 'createKey', method: 'POST', path: '/api/v1/keys', function: 'keys', trail: ['create_key'] },
  { id: 'listKeys', method: 'GET', path: '/api/v1/keys', function: 'inventory' },
  { id: 'getKey', method: 'GET', path: '/api/v1/keys/{accessKey}', function: 'inventory' },
  {
    id: 'updateKey',
    method: 'PATCH',
    path: '/api/v1/keys/{accessKey}',
    function: 'keys',
    trail: ['edit_key', 'restore_key'],
  },
  {
    id: 'expireKey',
    method: 'POST',
    path: '/api/v1/keys/{accessKey}/expire',
    function: 'keys',
    trail: ['expire_key'],
  },
  {
    id: 'deleteKey',
    method: 'DELETE',
    path: '/api/v1/keys/{accessKey}',
    function: 'keys',
    trail: ['delete_key'],
  },
  {
    id: 'getKeyUsage',
    method: 'GET',
    path: '/api/v1/keys/{accessKey}/usage',
    function: 'inventory',
  },
  {
    id: 'rotateKey',
    method: 'POST',
    path: '/api/v1/keys/{accessKey}/rotations',
    function: 'rotations',
    trail: ['rotate_key'],
  },
  {
    id: 'finishRotation',
    method: 'POST',
    path: '/api/v1/keys/{accessKey}/rotations/current/finish',
    function: 'rotations',
    trail: ['finish_rotation'],
  },
  {
    id: 'cancelRotation',
    method: 'DELETE',
    path: '/api/v1/keys/{accessKey}/rotations/current',
    function: 'rotations',
    trail: ['cancel_rotation'],
  },
  { id: 'getUsage', method: 'GET', path: '/api/v1/usage', function: 'inventory' },
  { id: 'getNotices', method: 'GET', path: '/api/v1/notices', function: 'notices' },
  { id: 'listNotices', method: 'GET', path: '/api/v1/notices/log', function: 'notices' },
  {
    id: 'showConfirmation',
    method: 'GET',
    path: '/api/v1/notice-emails/confirmation',
    function: 'confirmation',
  },
  {
    id: 'confirmNoticeEmail',
    method: 'POST',
    path: '/api/v1/notice-emails/confirmation',
    function: 'confirmation',
    trail: ['confirm_recipient'],
  },
  {
    id: 'showUnsubscribe',
    method: 'GET',
    path: '/api/v1/notice-emails/unsubscribe',
    function: 'confirmation',
  },
  {
    id: 'unsubscribe',
    method: 'POST',
    path: '/api/v1/notice-emails/unsubscribe',
    function: 'confirmation',
    trail: ['remove_recipient', 'edit_account'],
  },
  { id: 'getTrail', method: 'GET', path: '/api/v1/trail', function: 'trail' },
  { id: 'getOpenApi', method: 'GET', path: '/api/v1/openapi.json', function: 'openapi' },
] as const satisfies readonly Route[];

// The calls of the gateway that Latchkey serves itself. Whatever is under /v1/whoami is no use of a key (core/logged-call.ts).
export const whoamiRoute = { id: 'whoami', method: 'GET', path: '/v1/whoami' } as const;
export const rotateOwnKeyRoute = {
  id: 'rotateOwnKey',
  method: 'POST',
  path: '/v1/whoami/rotations',
} as const;

/** The functions behind the routes. */
export const managementFunctions: Readonly<Record<FunctionName, ManagementFunction>> = {
  account: {
    description: 'Creates and changes accounts',
    tableActions: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'],
    readsKeyLimit: true,
    setsDates: true,
  },
  inventory: {
    description: 'Lists keys, and tells of their use',
    tableActions: ['GetItem', 'BatchGetItem', 'Query'],
  },
  keys: {
    description: 'Creates, edits, expires and deletes keys',
    tableActions: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'],
    readsKeyLimit: true,
    setsDates: true,
  },
  rotations: {
    description: 'Gives keys new secrets, and ends old ones',
    tableActions: ['GetItem', 'UpdateItem'],
    setsDates: true,
  },
  notices: {
    description: 'Lists the keys to warn about and the notices sent',
    tableActions: ['GetItem', 'Query'],
  },
  trail: {
    description: 'Lists who changed what',
    tableActions: ['GetItem', 'BatchGetItem', 'Query'],
  },
  confirmation: {
    description: 'Lets notice addresses confirm themselves, and leave',
    tableActions: ['GetItem', 'UpdateItem'],
    openBecause: 'The token in the link of a mail identifies its bearer.',
  },
  openapi: {
    description: 'Describes the management API',
    tableActions: [],
    openBecause: 'The description of the API is public.',
  },
};

export interface Route {
  /** The operation: the function's name for it, and the `operationId` of the OpenAPI document. */
  id: string;
  method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** As API Gateway writes a resource, parameters in braces. */
  path: string;
  /** The entry point that serves it: a file in lambdas/handlers/, without its ending. */
  function: string;
  /** The actions whose lines it may leave in the trail; absent: it changes nothing. */
  trail?: readonly TrailAction[];
}

/** What a function may do to the table: the grants that the stacks give it. */
export type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem'
  | 'Query';

export interface ManagementFunction {
  description: string;
  /** All that the function may do to the table. */
  tableActions: readonly TableAction[];
  /** It tells or enforces the operator's limit of keys. */
  readsKeyLimit?: true;
  /** It sets expiration dates, or says which may be set. */
  setsDates?: true;
  /** Why its calls need no sign-in; absent: they need one. */
  openBecause?: string;
}

export type OperationId = (typeof routes)[number]['id'];
export type FunctionName = (typeof routes)[number]['function'];
export type RouteOf<Name extends FunctionName> = Extract<(typeof routes)[number], { function: Name }>;

/** The routes that a function serves. */
export function routesOf<Name extends FunctionName>(name: Name): RouteOf<Name>[] {
  return routes.filter((route): route is RouteOf<Name> => route.function === name);
}

/**
 * The path of a call, such as `/api/v1/keys/kpB5igZRqqFSGIcAvQzKW6Gx`.
 * @param parameters a value for each name in braces
 */
export function pathOf(id: OperationId, parameters: Record<string, string> = {}): string {
  const path = routes.find((route) => route.id === id)?.path ?? '';
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
}
