import { isExpired, type Key } from './key.ts';
import { Problem } from './problem-catalogue.ts';

/**
 * What a key may do with the keys of its account: nothing, which is the default, tell of them, or change them too.
 */
export const keyAccesses = ['none', 'read', 'write'] as const;
export type KeyAccess = (typeof keyAccesses)[number];

/** What a key asks for by the calls under `/latchkey/v1`. */
export type ManagedCall = 'read' | 'create' | 'edit' | 'expire' | 'rotate' | 'delete';

/** The key that asks, as the table has it. */
export type ManagingKey = Pick<Key, 'keyId' | 'access' | 'expiresAt' | 'selfRotation'>;

/** What a call is about, as far as the request itself tells. */
export interface ManagedRequest {
  call: ManagedCall;
  /** The names of the fields in its body. */
  fields: readonly string[];
  /** The key that its path names; null: none. */
  keyId: string | null;
}

interface Rule<Facts> {
  refuses: (manager: ManagingKey, facts: Facts) => boolean;
  code: 'access_not_allowed' | 'outlives_its_maker';
  /** What to do. */
  detail: string;
}

/** Fields that widen what the bearer of a key may do; only people and the operator set them. */
const widening: readonly string[] = ['access', 'selfRotation'];

const isItself = (manager: ManagingKey, { keyId }: { keyId: string | null }) => manager.keyId === keyId;

/**
 * What a request is refused for before any key is looked up, so that the response tells nothing of a key. The first rule that
 * refuses counts.
 */
const requestRules: readonly Rule<ManagedRequest>[] = [
  {
    refuses: ({ access }) => access === 'none',
    code: 'access_not_allowed',
    detail:
      'The access of the key that you sent is none. Its holder can set it to read or write on the API Control page.',
  },
  {
    refuses: ({ access }, { call }) => call !== 'read' && access !== 'write',
    code: 'access_not_allowed',
    detail: 'The access of the key that you sent is read. To change keys, it must be write.',
  },
  {
    refuses: (_, { fields }) => fields.some((field) => widening.includes(field)),
    code: 'access_not_allowed',
    detail: 'A key may not set access or selfRotation, whatever the value. Leave these fields out.',
  },
  {
    refuses: (manager, request) =>
      isItself(manager, request) && request.call !== 'read' && request.call !== 'rotate',
    code: 'access_not_allowed',
    detail: 'A key may not change itself. Its holder can.',
  },
  {
    refuses: (manager, request) =>
      isItself(manager, request) && request.call === 'rotate' && !manager.selfRotation,
    code: 'access_not_allowed',
    detail: 'A key may rotate itself only if its selfRotation is true. Its holder can set that.',
  },
];

/** What a change is refused for once the key is known. Nobody changes itself here but by its own rotation. */
const keyRules: readonly Rule<{ call: ManagedCall; key: Key; now: Date }>[] = [
  {
    refuses: (manager, { call, key }) => call !== 'read' && !isItself(manager, key) && key.access !== 'none',
    code: 'access_not_allowed',
    detail: 'A key may not change a key that has access itself. Its holder can.',
  },
  {
    refuses: (_, { call, key, now }) => call === 'delete' && !isExpired(key.expiresAt, now),
    code: 'access_not_allowed',
    detail: 'A key may delete only expired keys. Expire the key first, and make sure that nobody needs it.',
  },
  {
    refuses: (_, { call, key }) => call === 'rotate' && key.leakedAt !== null,
    code: 'access_not_allowed',
    detail: 'A key may not bring back one that has leaked. Its holder can, and the operator.',
  },
  {
    refuses: (manager, { call, key }) => call === 'rotate' && outlives(key.expiresAt, manager.expiresAt),
    code: 'outlives_its_maker',
    detail: 'A key may not give a new secret key to a key that lives longer than itself. Its holder can.',
  },
];

/** @throws Problem `access_not_allowed` */
export function requireRequest(manager: ManagingKey, request: ManagedRequest): void {
  obey(requestRules, manager, request);
}

/** @throws Problem `access_not_allowed`, `outlives_its_maker` */
export function requireKey(manager: ManagingKey, call: ManagedCall, key: Key, now: Date): void {
  obey(keyRules, manager, { call, key, now });
}

/**
 * Whether a key may be given an expiration date, be it asked for or implicit.
 * @throws Problem `outlives_its_maker`
 */
export function requireDate(manager: ManagingKey, expiresAt: Date | null): void {
  if (outlives(expiresAt, manager.expiresAt)) throw new Problem('outlives_its_maker');
}

/** What becomes of a key's access, and when it was granted; nothing if it stays as it is. */
export function changeAccess(
  before: KeyAccess,
  after: KeyAccess | undefined,
  now: Date,
): { access?: KeyAccess; accessSince?: Date } {
  if (after === undefined || after === before) return {};
  const isGrant = keyAccesses.indexOf(after) > keyAccesses.indexOf(before);
  return { access: after, ...(isGrant && { accessSince: now }) };
}

/** Null: never expires. */
function outlives(expiresAt: Date | null, own: Date | null): boolean {
  return own !== null && (expiresAt === null || expiresAt > own);
}

function obey<Facts>(rules: readonly Rule<Facts>[], manager: ManagingKey, facts: Facts): void {
  const rule = rules.find(({ refuses }) => refuses(manager, facts));
  if (rule) throw new Problem(rule.code, { detail: rule.detail });
}
