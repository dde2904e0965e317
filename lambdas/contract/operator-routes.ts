import type { TrailAction } from '../core/trail-changes.ts';
import type { TableAction } from './routes.ts';

/**
 * The calls of the operator API, defined once, as those of the management API are (routes.ts): the stack deploys them and makes
 * the policies of their uses, the functions register their operations by these ids. It imports only a type.
 *
 * `use` is the policy that allows the call. Reading changes nothing. Support changes and ends keys, suspends and resumes accounts, and never
 * sees a secret key. Provisioning makes and deletes accounts, and makes secret keys. Each of the two may read as well.
 */
export const operatorRoutes = [
  { id: 'findAccounts', method: 'GET', path: '/v1/accounts', function: 'operator', use: 'read' },
  {
    id: 'provisionAccount',
    method: 'PUT',
    path: '/v1/accounts/by-external-id/{externalId}',
    function: 'operator',
    use: 'provision',
    trail: ['create_account', 'edit_account'],
  },
  { id: 'getAccount', method: 'GET', path: '/v1/accounts/{accountId}', function: 'operator', use: 'read' },
  {
    id: 'exportAccount',
    method: 'GET',
    path: '/v1/accounts/{accountId}/export',
    function: 'account-export',
    use: 'read',
  },
  {
    id: 'deleteAccount',
    method: 'DELETE',
    path: '/v1/accounts/{accountId}',
    function: 'account-deletion',
    use: 'provision',
    trail: ['delete_account'],
  },
  {
    id: 'joinSignIn',
    method: 'PUT',
    path: '/v1/accounts/{accountId}/sign-ins/{sub}',
    function: 'account-deletion',
    use: 'provision',
    trail: ['join_sign_in'],
  },
  { id: 'getTrail', method: 'GET', path: '/v1/accounts/{accountId}/trail', function: 'trail', use: 'read' },
  { id: 'listDueNotices', method: 'GET', path: '/v1/notices/due', function: 'operator', use: 'read' },
  {
    id: 'suspendAccount',
    method: 'POST',
    path: '/v1/accounts/{accountId}/suspend',
    function: 'operator',
    use: 'support',
    trail: ['suspend_account'],
  },
  {
    id: 'resumeAccount',
    method: 'POST',
    path: '/v1/accounts/{accountId}/resume',
    function: 'operator',
    use: 'support',
    trail: ['resume_account'],
  },
  {
    id: 'listKeys',
    method: 'GET',
    path: '/v1/accounts/{accountId}/keys',
    function: 'inventory',
    use: 'read',
  },
  {
    id: 'createKey',
    method: 'POST',
    path: '/v1/accounts/{accountId}/keys',
    function: 'keys',
    use: 'provision',
    trail: ['create_key'],
  },
  {
    id: 'getKey',
    method: 'GET',
    path: '/v1/accounts/{accountId}/keys/{accessKey}',
    function: 'inventory',
    use: 'read',
  },
  {
    id: 'updateKey',
    method: 'PATCH',
    path: '/v1/accounts/{accountId}/keys/{accessKey}',
    function: 'keys',
    use: 'support',
    trail: ['edit_key', 'restore_key'],
  },
  {
    id: 'deleteKey',
    method: 'DELETE',
    path: '/v1/accounts/{accountId}/keys/{accessKey}',
    function: 'keys',
    use: 'support',
    trail: ['delete_key'],
  },
  {
    id: 'expireKey',
    method: 'POST',
    path: '/v1/accounts/{accountId}/keys/{accessKey}/expire',
    function: 'keys',
    use: 'support',
    trail: ['expire_key'],
  },
  {
    id: 'getKeyUsage',
    method: 'GET',
    path: '/v1/accounts/{accountId}/keys/{accessKey}/usage',
    function: 'inventory',
    use: 'read',
  },
  {
    id: 'rotateKey',
    method: 'POST',
    path: '/v1/accounts/{accountId}/keys/{accessKey}/rotations',
    function: 'rotations',
    use: 'provision',
    trail: ['rotate_key'],
  },
  {
    id: 'finishRotation',
    method: 'POST',
    path: '/v1/accounts/{accountId}/keys/{accessKey}/rotations/current/finish',
    function: 'rotations',
    use: 'support',
    trail: ['finish_rotation'],
  },
  {
    id: 'cancelRotation',
    method: 'DELETE',
    path: '/v1/accounts/{accountId}/keys/{accessKey}/rotations/current',
    function: 'rotations',
    use: 'support',
    trail: ['cancel_rotation'],
  },
  {
    id: 'reportLeakedTokens',
    method: 'POST',
    path: '/v1/leaked-tokens',
    function: 'leaked-tokens',
    use: 'support',
    trail: ['end_leaked_secret'],
  },
] as const satisfies readonly OperatorRoute[];

/** What people and programs of the operator do; each use has a managed policy. */
export const operatorUses = {
  read: 'Finds accounts and reads all that is known of them',
  support:
    'Also suspends and resumes accounts, edits, expires, restores and deletes keys, and ends leaked secret keys, without ever seeing a new one',
  provision: 'Also makes accounts and keys, gives keys new secret keys, and deletes accounts',
} as const;

/** The functions that serve only this API. */
export const operatorFunctions = {
  operator: {
    construct: 'Accounts',
    description: 'Finds and makes accounts for the operator',
    tableActions: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'],
    queriesIndexes: true,
    setsLimits: true,
  },
  // Apart from that of accounts: it takes what strangers found, and may neither make nor remove anything.
  'leaked-tokens': {
    construct: 'LeakedTokens',
    description: 'Ends secret keys that have leaked',
    tableActions: ['GetItem', 'UpdateItem'],
  },
  'account-export': {
    construct: 'Export',
    description: 'Returns all that is known of an account',
    tableActions: ['GetItem', 'BatchGetItem', 'Query'],
    setsLimits: true,
  },
  'account-deletion': {
    construct: 'Deletion',
    description: 'Deletes accounts, also those that a sign-in leaves to join another',
    tableActions: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'Query'],
    setsLimits: true,
    deletesTrails: true,
    timeoutSeconds: 28,
    memoryMebibytes: 1024,
  },
} as const satisfies Record<string, OperatorFunction>;

export interface OperatorFunction {
  /** Its name in the stack, in CamelCase. */
  construct: string;
  description: string;
  /** All that it may do to the table. */
  tableActions: readonly TableAction[];
  /** It queries the indexes of addresses and of due notices. */
  queriesIndexes?: true;
  /** It tells or enforces the limit of keys, and sets expiration dates. */
  setsLimits?: true;
  /** It may delete the lines of trails, which no other function may. */
  deletesTrails?: true;
  timeoutSeconds?: number;
  memoryMebibytes?: number;
}

export type OperatorUse = keyof typeof operatorUses;

interface OperatorRoute {
  id: string;
  method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  /** `operator`, `leaked-tokens`, or a function that serves the management API too. */
  function: string;
  use: OperatorUse;
  /** The actions whose lines it may leave in the trail; absent: it changes nothing. */
  trail?: readonly TrailAction[];
}

export type OperatorOperationId = (typeof operatorRoutes)[number]['id'];
export type OperatorFunctionName = (typeof operatorRoutes)[number]['function'];
export type OperatorRouteOf<Name extends OperatorFunctionName> = Extract<
  (typeof operatorRoutes)[number],
  { function: Name }
>;

/** The routes that a function serves. */
export function operatorRoutesOf<Name extends OperatorFunctionName>(name: Name): OperatorRouteOf<Name>[] {
  return operatorRoutes.filter((route): route is OperatorRouteOf<Name> => route.function === name);
}

/** Whether a use may make the calls of another. */
export function allows(use: OperatorUse, needed: OperatorUse): boolean {
  return needed === 'read' || needed === use;
}
