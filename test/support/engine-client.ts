import { randomUUID } from 'node:crypto';
import { Holder } from './engine-holder.ts';
import { type ApiResponse, type Call, send } from './engine-http.ts';
import { shared } from './shared/shared.ts';

/** Ends a start that hangs. The very first one waits for the synthesis, and a busy machine may take its time. */
export const startMs = 600_000;

/** Calls of a running engine: its two APIs, the people who sign in, and its clock. */
export class EngineClient {
  readonly port: number;
  readonly gatewayPort: number;
  readonly mailPort: number;
  readonly operatorPort: number;

  /** @param port the first of the engine's four */
  constructor(port: number) {
    this.port = port;
    this.gatewayPort = port + 1;
    this.mailPort = port + 2;
    this.operatorPort = port + 3;
  }

  /** Whether everything is up. */
  async isServing(): Promise<boolean> {
    const health = await send(this.port, { path: '/_local/health' }).catch(() => undefined);
    return health?.status === 200;
  }

  /** @param by whether the engine's identity provider does it, and has verified the address; else by a password */
  async signIn(email: string, by: { verified?: boolean } = {}): Promise<Holder> {
    const federated = by.verified === undefined ? {} : { provider: 'LocalSSO', ...by };
    const response = await this.local<{ idToken: string }>('token', { email, ...federated });
    return new Holder(this.port, email, response.idToken);
  }

  /** Signs in somebody whom nobody has seen before, without an account. */
  newPerson(): Promise<Holder> {
    return this.signIn(`person-${randomUUID()}@example.com`);
  }

  /** Somebody new, with an account. */
  async newHolder(): Promise<Holder> {
    const holder = await this.newPerson();
    await holder.ensureAccount();
    return holder;
  }

  /** The time that the functions see. */
  async now(): Promise<Date> {
    return this.advance(0);
  }

  /** Moves the clock; only on an engine to yourself. @returns the time that the functions see from then on */
  async advance(seconds: number): Promise<Date> {
    const { now } = await this.local<{ now: string }>('clock', { advanceSeconds: seconds });
    return new Date(now);
  }

  /** An instant so many seconds from now, as `expiresAt` takes it. */
  async after(seconds: number): Promise<string> {
    return instant(new Date((await this.now()).getTime() + seconds * 1000));
  }

  /** Has the calls of keys counted that were made until now. */
  async deliverLogs(): Promise<void> {
    await this.local('logs/deliver', {});
  }

  /** As deliverLogs, when the log loses those calls, or tells of the latest batch once more; only on an engine to yourself. */
  async deliverLogsBadly(fate: 'again' | 'lost'): Promise<void> {
    await this.local('logs/deliver', { fate });
  }

  /** Keeps calls from being counted until their log is delivered; only on an engine to yourself. */
  async holdLogs(): Promise<void> {
    await this.local('logs/hold', { held: true });
  }

  /** A call of the management API without a sign-in. */
  management<Body>(call: Call): Promise<ApiResponse<Body>> {
    return send(this.port, call);
  }

  gateway<Body>(call: Call): Promise<ApiResponse<Body>> {
    return send(this.gatewayPort, call);
  }

  whoami<Body = WhoAmI>(headers: Call['headers']): Promise<ApiResponse<Body>> {
    return this.gateway({ path: '/v1/whoami', ...(headers && { headers }) });
  }

  /** Empties the engine, and puts its clock and its mail service back; only on one that keeps nothing. */
  async reset(): Promise<void> {
    await this.local('reset', {});
  }

  /** A call of the engine's own routes, by POST. @throws when it fails */
  protected async local<Body>(route: string, body: object): Promise<Body> {
    const response = await send<Body>(this.port, {
      method: 'POST',
      path: `/_local/${route}`,
      body: JSON.stringify(body),
    });
    if (response.status !== 200) throw new Error(`${route}: ${response.status} ${response.text}`);
    return response.body;
  }
}

/** What the test files of a worker share. */
export interface SharedEngine {
  readonly port: number;
  /** Nothing listens there, unless a test has its upstream do so. */
  readonly upstreamPort: number;
}

/**
 * The engine that the test files of this worker share, in front of an absent upstream. They work with people of their own, and
 * leave its clock and its mail service alone. Whoever runs the notifier counts only mails of their own: it serves everybody.
 */
export async function sharedEngine(): Promise<EngineClient> {
  return new EngineClient((await findSharedEngine()).port);
}

/** Where an upstream of the shared engine has to listen. */
export async function sharedUpstreamPort(): Promise<number> {
  return (await findSharedEngine()).upstreamPort;
}

function findSharedEngine(): Promise<SharedEngine> {
  return shared('engine', process.env.JEST_WORKER_ID);
}

/**
 * The same engine, empty, for a file that moves the clock or refuses mail: it has it to itself, as a worker runs one file at a
 * time. To be called before the tests; what they leave is gone after them.
 */
export async function emptyEngine(): Promise<EngineClient> {
  const engine = await sharedEngine();
  await engine.reset();
  return engine;
}

export interface WhoAmI {
  accountId: string;
  accessKey: string;
  name: string;
  secret: 'current' | 'new' | 'old';
  status: string;
  expiresAt: string | null;
  secondsLeft: number | null;
}

/** RFC 3339, UTC, whole seconds. */
export function instant(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
export const apiKey = (token: string) => ({ 'x-api-key': token });
export const basic = (accessKey: string, secretKey: string) => ({
  authorization: `Basic ${Buffer.from(`${accessKey}:${secretKey}`).toString('base64')}`,
});
