import type { APIGatewayProxyEvent } from 'aws-lambda';
import { formatAccessKey, isAccountId, type KeyAddress, parseAccessKey } from '../../core/access-key.ts';
import type { Account } from '../../core/account.ts';
import { Problem } from '../../core/problem-catalogue.ts';
import type { Requester } from '../../core/trail.ts';
import type { AccountStore } from '../table/account-store.ts';
import { readAddress, readSignIn } from './request.ts';

/** Who asks for something, and on whose account. */
export type Caller = Identity &
  (
    | { kind: 'holder'; sub: string }
    /** Signed with AWS credentials; `accountId` is the path's, of which no such account may exist. */
    | { kind: 'operator'; accountId: string }
  );

/** A program that uses a key, let in by the gateway's authorizer, perhaps from its cache. */
export type Bearer = Identity & {
  kind: 'key';
  address: KeyAddress;
  /** The number of the secret that it has proven. */
  secretNo: number;
};

interface Identity {
  /** Tells callers apart. */
  id: string;
  /** As the trail tells it. */
  requester: Requester;
}

/**
 * The caller of an operation on one account, unless it is a key (readBearer): only here is it decided whose account it is, and who
 * changes it.
 * @throws Problem `unauthenticated`, `account_not_found`
 */
export function readCaller(event: APIGatewayProxyEvent): Caller {
  const signer = readSigner(event);
  if (!signer) {
    const { sub } = readSignIn(event);
    const requester: Requester = { actor: { kind: 'holder', id: sub }, from: readAddress(event) };
    return { kind: 'holder', sub, id: `holder:${sub}`, requester };
  }
  const accountId = event.pathParameters?.accountId ?? '';
  if (!isAccountId(accountId)) throw noSuchAccount();
  return { kind: 'operator', accountId, ...signer };
}

/**
 * The key that asks; null: no key does. What it may do is not known yet (permit.ts, and self-rotation.ts of the handlers).
 * @throws Problem `key_invalid`, `unavailable`
 */
export function readBearer(event: APIGatewayProxyEvent): Bearer | null {
  const { accessKey, secretNo, claims } = event.requestContext.authorizer ?? {};
  // Only Latchkey's own authorizer tells of an access key.
  if (accessKey === undefined || claims) return null;
  const address = parseAccessKey(String(accessKey));
  if (!address) throw new Problem('key_invalid');
  // An authorizer of an older version, in the moments of a deployment, does not tell which secret it was.
  if (!/^[1-9]\d*$/.test(String(secretNo))) throw new Problem('unavailable');
  const id = formatAccessKey(address);
  return {
    kind: 'key',
    id: `key:${id}`,
    address,
    secretNo: Number(secretNo),
    requester: { actor: { kind: 'key', id }, from: readAddress(event) },
  };
}

/** As readCaller, of a call that only the operator makes. */
export function readOperator(event: APIGatewayProxyEvent): Extract<Caller, { kind: 'operator' }> {
  const caller = readCaller(event);
  if (caller.kind !== 'operator') throw new Problem('unauthenticated');
  return caller;
}

/** Who makes a call of the operator that names no account in its path. @throws Problem `unauthenticated` */
export function readProvisioner(event: APIGatewayProxyEvent): Requester {
  const signer = readSigner(event);
  if (!signer) throw new Problem('unauthenticated');
  return signer.requester;
}

/**
 * Who has signed the call with AWS credentials; null: nobody has. API Gateway tells how a call was authorized; nothing of
 * that can come from the request.
 */
function readSigner(event: APIGatewayProxyEvent): Identity | null {
  const { authorizer, identity } = event.requestContext;
  // Only a method with IAM authorization has the ARN, and only one with a sign-in has claims.
  if (!identity?.userArn || authorizer?.claims) return null;
  // Without the name of a role's session, which changes from one retry to the next.
  const [principal] = (identity.caller ?? identity.userArn).split(':');
  return {
    id: `operator:${principal}`,
    requester: { actor: { kind: 'operator', id: identity.userArn }, from: readAddress(event) },
  };
}

/** @throws Problem `account_not_found`, `key_invalid` */
export async function requireAccount(caller: Caller | Bearer, accounts: AccountStore): Promise<Account> {
  if (caller.kind === 'holder') return accounts.require(caller.sub);
  if (caller.kind === 'key') {
    const account = await accounts.get(caller.address.accountId);
    if (!account) throw new Problem('key_invalid');
    return account;
  }
  const account = await accounts.get(caller.accountId);
  if (!account) throw noSuchAccount();
  return account;
}

/** As requireAccount, where the id is enough. */
export async function requireAccountId(caller: Caller | Bearer, accounts: AccountStore): Promise<string> {
  return caller.kind === 'holder'
    ? accounts.requireId(caller.sub)
    : (await requireAccount(caller, accounts)).accountId;
}

/**
 * The path of a call as its route writes it, in which a repeat is known again: callers spell a path in more than one way.
 * @param parameters a value for each name in braces
 */
export function routedPath({ resource }: APIGatewayProxyEvent, parameters: Record<string, string>): string {
  return resource.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? '');
}

/** For the operator, who can't create one by signing in. */
export function noSuchAccount(): Problem {
  return new Problem('account_not_found', {
    detail: 'No account has this id. Find accounts by GET /v1/accounts?email= or ?externalId=.',
  });
}
