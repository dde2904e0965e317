import type { TrailAction } from '../core/trail-changes.ts';

/**
 * The calls by which keys manage the keys of their account, defined once, as those of the management API are (routes.ts). They are
 * at the gateway, behind its authorizer, and the functions of the management API serve them under the same ids. It imports only a type.
 */
export const machineRoutes = [
  { id: 'listKeys', method: 'GET', path: '/latchkey/v1/keys', function: 'inventory' },
  {
    id: 'createKey',
    method: 'POST',
    path: '/latchkey/v1/keys',
    function: 'keys',
    trail: ['create_key'],
  },
  { id: 'getKey', method: 'GET', path: '/latchkey/v1/keys/{accessKey}', function: 'inventory' },
  {
    id: 'updateKey',
    method: 'PATCH',
    path: '/latchkey/v1/keys/{accessKey}',
    function: 'keys',
    trail: ['edit_key', 'restore_key'],
  },
  {
    id: 'deleteKey',
    method: 'DELETE',
    path: '/latchkey/v1/keys/{accessKey}',
    function: 'keys',
    trail: ['delete_key'],
  },
  {
    id: 'expireKey',
    method: 'POST',
    path: '/latchkey/v1/keys/{accessKey}/expire',
    function: 'keys',
    trail: ['expire_key'],
  },
  {
    id: 'rotateKey',
    method: 'POST',
    path: '/latchkey/v1/keys/{accessKey}/rotations',
    function: 'rotations',
    trail: ['rotate_key'],
  },
  {
    id: 'getKeyUsage',
    method: 'GET',
    path: '/latchkey/v1/keys/{accessKey}/usage',
    function: 'inventory',
  },
] as const satisfies readonly MachineRoute[];

interface MachineRoute {
  id: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  /** One that serves the management API. */
  function: string;
  /** The actions whose lines it may leave in the trail; absent: it changes nothing. */
  trail?: readonly TrailAction[];
}

export type MachineFunctionName = (typeof machineRoutes)[number]['function'];
export type MachineRouteOf<Name extends MachineFunctionName> = Extract<
  (typeof machineRoutes)[number],
  { function: Name }
>;

/** The routes that a function serves. */
export function machineRoutesOf<Name extends MachineFunctionName>(name: Name): MachineRouteOf<Name>[] {
  return machineRoutes.filter((route): route is MachineRouteOf<Name> => route.function === name);
}
