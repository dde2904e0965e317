import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject, type JsonObject } from './assembly/json.ts';
import type { Clock } from './clock/clock.ts';
import { ComponentsPage } from './components-page.ts';
import { readSmallBody } from './http/small-body.ts';
import type { DeliveryFate, LogDelivery } from './logs/log-delivery.ts';
import { feedbackTypes, type MailFeedback } from './mail/mail-feedback.ts';
import type { SesEndpoint } from './mail/ses-endpoint.ts';
import type { Scheduler } from './schedules/scheduler.ts';
import { federatedPersonOf, type Person, personOf } from './sign-in/people.ts';
import type { Tokens } from './sign-in/tokens.ts';
import type { IdentityProvider, UserPool } from './sign-in/user-pools.ts';

const componentsPath = '/_local/components/';

/** A century. The clock must stay within the years that dates can have. */
const maxAdvanceSeconds = 100 * 366 * 86_400;

const fates: readonly DeliveryFate[] = ['once', 'again', 'lost'];

/** What the local routes act on. */
export interface LocalRouteParts {
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly pools: readonly UserPool[];
  readonly scheduler: Scheduler;
  readonly ses: SesEndpoint;
  readonly mailFeedback: MailFeedback;
  readonly logDelivery: LogDelivery;
  /** PEM; undefined if no stage presents one. */
  readonly clientCertificate: string | undefined;
  /** Forgets all that stores and functions hold; undefined if the data are kept. */
  readonly startOver: (() => Promise<unknown>) | undefined;
  /** What can't be served, a line each. */
  readonly problems: () => readonly string[];
}

/**
 * The engine's own routes, which don't exist in AWS: health, tokens, the clock, the schedules, and failures
 * of mail.
 */
export class LocalRoutes {
  readonly #clock: Clock;
  readonly #tokens: Tokens;
  readonly #providers: readonly IdentityProvider[];
  readonly #scheduler: Scheduler;
  readonly #ses: SesEndpoint;
  readonly #mailFeedback: MailFeedback;
  readonly #logDelivery: LogDelivery;
  readonly #clientCertificate: string | undefined;
  readonly #startOver: (() => Promise<unknown>) | undefined;
  readonly #problems: () => readonly string[];
  readonly #components = new ComponentsPage();

  constructor(parts: LocalRouteParts) {
    this.#clock = parts.clock;
    this.#tokens = parts.tokens;
    this.#providers = parts.pools.flatMap(({ providers }) => providers);
    this.#scheduler = parts.scheduler;
    this.#ses = parts.ses;
    this.#mailFeedback = parts.mailFeedback;
    this.#logDelivery = parts.logDelivery;
    this.#clientCertificate = parts.clientCertificate;
    this.#startOver = parts.startOver;
    this.#problems = parts.problems;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (!isLocalHost(request.headers.host))
      return send(response, 403, { message: 'only available from this machine, as localhost' });
    if (request.method === 'GET' && path.startsWith(componentsPath))
      return this.#components.send(path.slice(componentsPath.length), response);
    switch (`${request.method} ${path}`) {
      case 'GET /_local/health':
      case 'HEAD /_local/health':
        return this.#health(response);
      case 'GET /_local/client-certificate':
        return this.#sendCertificate(response);
      case 'GET /_local/clock':
        return send(response, 200, { now: this.#clock.date().toISOString() });
      case 'POST /_local/clock':
        return this.#moveClock(await readJson(request), response);
      case 'POST /_local/token':
        return this.#token(await readJson(request), response);
      case 'POST /_local/schedules/run': {
        const results = await this.#scheduler.runAll();
        await this.#mailFeedback.settle();
        return send(response, results.every((run) => run.ok) ? 200 : 500, { results });
      }
      case 'POST /_local/logs/deliver':
        return this.#deliverLogs(await readJson(request), response);
      case 'POST /_local/logs/hold':
        return this.#holdLogs(await readJson(request), response);
      case 'POST /_local/bounce':
        return this.#bounce(await readJson(request), response);
      case 'POST /_local/refuse-mail':
        return this.#refuseMail(await readJson(request), response);
      case 'POST /_local/reset':
        return this.#reset(response);
      default:
        return send(response, 404, {
          message:
            'GET /_local/health, GET /_local/components/, GET /_local/client-certificate, POST /_local/token, GET or POST /_local/clock, POST /_local/schedules/run, POST /_local/logs/deliver, POST /_local/logs/hold, POST /_local/bounce, POST /_local/refuse-mail, POST /_local/reset',
        });
    }
  }

  #health(response: ServerResponse): void {
    const problems = this.#problems();
    if (problems.length === 0) send(response, 200, { status: 'ok' });
    else send(response, 503, { status: 'incomplete', faults: problems });
  }

  #sendCertificate(response: ServerResponse): void {
    if (this.#clientCertificate === undefined)
      send(response, 404, { message: 'no stage presents a client certificate' });
    else
      response
        .writeHead(200, { 'content-type': 'application/x-pem-file' })
        .end(`${this.#clientCertificate.trimEnd()}\n`);
  }

  /** As if the engine had just been started. What is under way is waited for, so that it leaves nothing behind. */
  async #reset(response: ServerResponse): Promise<void> {
    if (this.#startOver === undefined) {
      const message =
        'only with LATCHKEY_DATA=memory: this engine keeps its data. To start over, stop it and delete its data folder';
      return send(response, 409, { message });
    }
    this.#logDelivery.hold(false);
    await this.#logDelivery.settle();
    await this.#mailFeedback.settle();
    this.#ses.reset();
    this.#clock.reset();
    await this.#startOver();
    send(response, 200, { now: this.#clock.date().toISOString() });
  }

  #moveClock(body: JsonObject | undefined, response: ServerResponse): void {
    const { advanceSeconds, reset } = body ?? {};
    const isStep = typeof advanceSeconds === 'number' && Math.abs(advanceSeconds) <= maxAdvanceSeconds;
    if (reset === true) this.#clock.reset();
    else if (isStep) this.#clock.advance(advanceSeconds);
    if (reset === true || isStep) send(response, 200, { now: this.#clock.date().toISOString() });
    else send(response, 400, { message: 'give {"advanceSeconds": number} or {"reset": true}' });
  }

  async #token(body: JsonObject | undefined, response: ServerResponse): Promise<void> {
    const person = this.#personFor(body ?? {});
    if (person !== undefined) {
      const idToken = await this.#tokens.mint(person, this.#clock.date());
      return send(response, 200, { idToken });
    }
    const names = this.#providers.map(({ name }) => name);
    const also =
      names.length > 0 ? `, and "provider": ${names.join(' or ')} with "verified": true or false` : '';
    send(response, 400, { message: `give {"email": "you@example.com"}${also}` });
  }

  #personFor({ email, provider: name, verified = true }: JsonObject): Person | undefined {
    const person = personOf(email);
    const provider = this.#providers.find((candidate) => candidate.name === name);
    if (name === undefined || person === undefined || provider === undefined)
      return name === undefined ? person : undefined;
    const { mapping } = provider;
    return federatedPersonOf(provider, {
      sub: person.sub,
      [mapping.email ?? 'email']: person.email,
      ...(mapping.email_verified && { [mapping.email_verified]: verified }),
    });
  }

  async #deliverLogs(body: JsonObject | undefined, response: ServerResponse): Promise<void> {
    const { fate: wanted = 'once' } = body ?? {};
    const fate = fates.find((candidate) => candidate === wanted);
    if (fate === undefined) {
      return send(response, 400, { message: `give {} or {"fate": one of ${fates.join(', ')}}` });
    }
    await this.#logDelivery.settle(fate);
    send(response, 200, { fate });
  }

  #holdLogs(body: JsonObject | undefined, response: ServerResponse): void {
    const { held } = body ?? {};
    if (typeof held === 'boolean') {
      this.#logDelivery.hold(held);
      send(response, 200, { held });
    } else send(response, 400, { message: 'give {"held": true or false}' });
  }

  async #bounce(body: JsonObject | undefined, response: ServerResponse): Promise<void> {
    const { email, type: wanted = 'Permanent' } = body ?? {};
    const type = feedbackTypes.find((candidate) => candidate === wanted);
    if (typeof email !== 'string' || type === undefined) {
      const message = `give {"email": "you@example.com", "type": one of ${feedbackTypes.join(', ')}}`;
      return send(response, 400, { message });
    }
    const results = await this.#mailFeedback.give(email, type);
    if (results === undefined) {
      const message = `no mail has been sent to ${email} since the engine started, so none can bounce`;
      return send(response, 404, { message });
    }
    send(response, results.every((run) => run.ok) ? 200 : 500, { results });
  }

  #refuseMail(body: JsonObject | undefined, response: ServerResponse): void {
    const { code, taken = false } = body ?? {};
    if (taken === true && code === null) {
      this.#ses.refusal = null;
      this.#ses.losesResponses = true;
      send(response, 200, { code, taken });
      return;
    }
    if (code !== null && (typeof code !== 'string' || !/^\w+$/.test(code))) {
      const message =
        'give {"code": an error code of SES, such as "Throttling" or "MessageRejected", or null}; with null, "taken": true accepts mail and loses the responses';
      send(response, 400, { message });
      return;
    }
    this.#ses.refusal = code;
    this.#ses.losesResponses = false;
    send(response, 200, { code });
  }
}

// A page of another site can send requests here, and can even point its own host name here, but it can't
// choose this header.
function isLocalHost(host: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host ?? '');
}

async function readJson(request: IncomingMessage): Promise<JsonObject | undefined> {
  try {
    const body: unknown = JSON.parse(await readSmallBody(request));
    return isObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(`${JSON.stringify(body)}\n`);
}
