import type { APIGatewayProxyEvent } from 'aws-lambda';
import { parseAccessKey } from '../../core/access-key.ts';
import type { Key } from '../../core/key.ts';
import {
  type ManagedCall,
  type ManagedRequest,
  type ManagingKey,
  requireDate,
  requireKey,
  requireRequest,
} from '../../core/key-access.ts';
import { findRefusal } from '../../core/key-gates.ts';
import { secretRole } from '../../core/key-secrets.ts';
import { Problem } from '../../core/problem-catalogue.ts';
import type { RecordChange, Requester } from '../../core/trail.ts';
import type { ManagerStore } from '../table/manager-store.ts';
import { type Bearer, type Caller, readBearer, readCaller } from './caller.ts';

/**
 * What a caller may do with the keys of the account. Holders and operators may do it all; a key only what its access says, and
 * nothing that widens anything. Each `require…` throws the Problem of what is not allowed.
 */
export interface Permit {
  caller: Caller | Bearer;
  /** The key that asks, if one does. */
  bearer: Bearer | null;
  /** Whether the path names the key that asks. */
  isOnItself: boolean;
  /** Before the key that the path names is looked up. @param body as sent: a field is refused whatever its value */
  requireFields: (body: object) => void;
  requireKey: (key: Key) => void;
  requireDate: (expiresAt: Date | null) => void;
  /** Records changes by the caller. */
  recordBy: (trail: { by: (requester: Requester) => RecordChange }) => RecordChange;
}

/**
 * Whom a request is from, and what that permits. Of a key, the authorizer has checked the secret, perhaps some time ago: the table
 * tells what is true now.
 * @throws Problem `unauthenticated`, `account_not_found`, `access_not_allowed`, `unavailable`, and those of a credential
 */
export async function admit(
  event: APIGatewayProxyEvent,
  call: ManagedCall,
  managers: ManagerStore,
): Promise<Permit> {
  const bearer = readBearer(event);
  if (bearer) return new KeyPermit(bearer, requestOf(event, call, bearer), managers).renew();
  const caller = readCaller(event);
  const anything = () => {};
  return {
    caller,
    bearer,
    isOnItself: false,
    requireFields: anything,
    requireKey: anything,
    requireDate: anything,
    recordBy: (trail) => trail.by(caller.requester),
  };
}

class KeyPermit implements Permit {
  readonly bearer: Bearer;
  readonly #request: ManagedRequest;
  readonly #managers: ManagerStore;
  /** All that the change is decided on. */
  readonly #checks: ((manager: ManagingKey) => void)[];
  #manager: ManagingKey | null = null;

  constructor(bearer: Bearer, request: ManagedRequest, managers: ManagerStore) {
    this.bearer = bearer;
    this.#request = request;
    this.#managers = managers;
    this.#checks = [(manager) => requireRequest(manager, request)];
  }

  get caller(): Bearer {
    return this.bearer;
  }

  get isOnItself(): boolean {
    return this.#request.keyId === this.bearer.address.keyId;
  }

  /** Reads the key that asks, and checks again all that has been asked so far. */
  async renew(): Promise<this> {
    const found = await this.#managers.read(this.bearer.address);
    const now = new Date();
    if (!found) throw new Problem('key_invalid');
    const { key, secrets, gates } = found;
    const refusal = findRefusal(gates, secretRole(secrets, this.bearer.secretNo, now), now);
    if (refusal) throw new Problem(refusal);
    for (const check of this.#checks) check(key);
    this.#manager = key;
    return this;
  }

  requireFields(body: object): void {
    this.#require((manager) => requireRequest(manager, { ...this.#request, fields: Object.keys(body) }));
  }

  requireKey(key: Key): void {
    this.#require((manager) => requireKey(manager, this.#request.call, key, new Date()));
  }

  requireDate(expiresAt: Date | null): void {
    this.#require((manager) => requireDate(manager, expiresAt));
  }

  /** Right before each change, the key that asks is looked at once more: it may have lost its access, or its life. */
  recordBy(trail: { by: (requester: Requester) => RecordChange }): RecordChange {
    const record = trail.by(this.bearer.requester);
    return (what, change, isDone) =>
      record(
        what,
        async () => {
          await this.renew();
          return change();
        },
        isDone,
      );
  }

  #require(check: (manager: ManagingKey) => void): void {
    if (this.#manager) check(this.#manager);
    this.#checks.push(check);
  }
}

function requestOf(event: APIGatewayProxyEvent, call: ManagedCall, { address }: Bearer): ManagedRequest {
  const named = parseAccessKey(event.pathParameters?.accessKey ?? '');
  // Another account's key is nobody here.
  const keyId = named?.accountId === address.accountId ? named.keyId : null;
  return { call, fields: [], keyId };
}
