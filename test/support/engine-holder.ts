import { setTimeout as wait } from 'node:timers/promises';
import { type ApiResponse, type Call, send } from './engine-http.ts';

/** Bodies as http-api promises them: written down here, not imported, so that a change of the product shows. */
export interface KeyBody {
  accessKey: string;
  name: string;
  description: string | null;
  createdAt: string;
  updatedAt: string;
  expiresAt: string | null;
  status: 'active' | 'expiring' | 'expired';
  default: boolean;
  rotation: RotationBody | null;
  selfRotation: boolean;
  leakedAt: string | null;
  access: 'none' | 'read' | 'write';
  createdBy: string | null;
}

interface RotationBody {
  state: 'pending' | 'overlap';
  startedAt: string;
  overlapSeconds: number;
  oldSecretEndsAt: string | null;
  newSecretLastUsedAt: string | null;
  oldSecretLastUsedAt: string | null;
}

export interface NewRotationBody {
  rotation: RotationBody;
  secretKey: string;
  token: string;
}

export interface NewKeyBody extends KeyBody {
  secretKey: string;
  token: string;
}

export interface AccountBody {
  accountId: string;
  email: string;
  timeZone: string;
}

export interface KeyListBody {
  items: KeyBody[];
  nextCursor: string | null;
}

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId: string;
  errors?: { field: string; detail: string }[];
}

type HolderCall = Omit<Call, 'headers'> & { headers?: Readonly<Record<string, string>> };

/** An account holder who has signed in, calling the management API. */
export class Holder {
  readonly email: string;
  readonly idToken: string;
  readonly #port: number;

  constructor(port: number, email: string, idToken: string) {
    this.#port = port;
    this.email = email;
    this.idToken = idToken;
  }

  /** @param body sent as JSON */
  call<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiResponse<Body>> {
    const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    return this.send({
      method,
      path,
      headers: { ...json, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** The call as it is, with the sign-in added. */
  send<Body>({ headers = {}, ...call }: HolderCall): Promise<ApiResponse<Body>> {
    return send(this.#port, { ...call, headers: { authorization: `Bearer ${this.idToken}`, ...headers } });
  }

  async ensureAccount(): Promise<{ account: AccountBody; defaultKey: NewKeyBody }> {
    const call = () => this.call<{ account: AccountBody; defaultKey: NewKeyBody }>('PUT', '/api/v1/account');
    return wanted(await patiently(call), 201);
  }

  async createKey(fields: object = {}): Promise<NewKeyBody> {
    const call = () => this.call<NewKeyBody>('POST', '/api/v1/keys', { name: 'key', ...fields });
    return withoutUse(wanted(await patiently(call), 201));
  }

  async key(accessKey: string): Promise<KeyBody> {
    const call = () => this.call<KeyBody>('GET', `/api/v1/keys/${accessKey}`);
    return withoutUse(wanted(await patiently(call), 200));
  }

  /** The whole inventory: accounts hold at most 100 keys. */
  async inventory(): Promise<KeyBody[]> {
    const call = () => this.call<KeyListBody>('GET', '/api/v1/keys?limit=100');
    return wanted(await patiently(call), 200).items.map(withoutUse);
  }
}

/** A key without the facts of its use, which change by themselves a moment after each call (test/e2e/usage.test.ts). */
export function withoutUse<Body extends KeyBody>(key: Body): Body {
  const { lastUsedAt: _, lastRefusedAt: __, use: ___, ...rest } = key as Body & Record<string, unknown>;
  return rest as unknown as Body;
}

/**
 * Repeats a call while the service says that it is busy, as its clients are told to: on a very busy machine the functions
 * give up on the table before it comes to respond. Nothing was changed by then.
 */
export async function patiently<Body>(call: () => Promise<ApiResponse<Body>>): Promise<ApiResponse<Body>> {
  for (;;) {
    const response = await call();
    if (response.status !== 503) return response;
    await wait(500);
  }
}

/** The body of a response that must have this status. @throws with the whole response when it has another */
export function wanted<Body>(response: ApiResponse<Body>, status: number): Body {
  if (response.status !== status)
    throw new Error(`${response.status} instead of ${status}: ${response.text}`);
  return response.body;
}
