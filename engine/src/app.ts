import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiRoles } from './api-roles.ts';
import type { Assembly } from './assembly/assembly.ts';
import { Clock } from './clock/clock.ts';
import { Edge } from './cloudfront/cloudfront.ts';
import { readDistribution } from './cloudfront/distribution.ts';
import { EventBus } from './events/event-bus.ts';
import { readEventRules } from './events/event-rules.ts';
import type { FunctionLog } from './functions/function-log.ts';
import { Functions } from './functions/functions.ts';
import type { ClientCertificate } from './gateway/client-certificate.ts';
import { Gateway } from './gateway/gateway.ts';
import { readRestApi } from './gateway/rest-api.ts';
import { listenerFor } from './http/responder.ts';
import type { Listener } from './http/server.ts';
import { LocalRoutes } from './local-routes.ts';
import { LogDelivery } from './logs/log-delivery.ts';
import { readSubscriptions } from './logs/subscription-filter.ts';
import { MailFeedback } from './mail/mail-feedback.ts';
import type { SesEndpoint } from './mail/ses-endpoint.ts';
import { readSchedules } from './schedules/schedule.ts';
import { Scheduler } from './schedules/scheduler.ts';
import { readSignInLook } from './sign-in/look.ts';
import { SecondIssuer } from './sign-in/second-issuer.ts';
import { federationCallback, SignIn } from './sign-in/sign-in.ts';
import type { SigningKey } from './sign-in/signing-key.ts';
import { Tokens } from './sign-in/tokens.ts';
import { readUserPools } from './sign-in/user-pools.ts';

/** What the app depends on. */
export interface AppSurroundings {
  readonly roles: ApiRoles;
  /** The issuer of ID tokens, which is also the address of the sign-in. */
  readonly issuer: string;
  /** Where the stand-in for the operator's own identity provider is. */
  readonly secondIssuer: string;
  readonly signingKey: SigningKey;
  /** Undefined if no stage presents one. */
  readonly clientCertificate: ClientCertificate | undefined;
  /** Environment variables that point the AWS SDK to the stand-ins. */
  readonly endpoints: Record<string, string>;
  /** Takes the mails, and remembers them for bounces and complaints. */
  readonly ses: SesEndpoint;
  /** Empties table and inbox; undefined if what is in the table is kept. */
  readonly emptyStores: (() => Promise<void>) | undefined;
  readonly log: FunctionLog;
  /** Keeps the access logs of the APIs. */
  readonly accessLog: FunctionLog;
}

/** The running app: what its templates declare, wired together. */
export class App {
  /** Serves the portal's port. */
  readonly portal: Listener;
  /** Serves the gateway's port; undefined if the app has no such API. */
  readonly gateway: Listener | undefined;
  /** Serves the operator's port; undefined if the app has no such API. */
  readonly operator: Listener | undefined;
  readonly #functions: Functions;
  readonly #scheduler: Scheduler;
  readonly #logDelivery: LogDelivery;
  #problems: readonly string[] = ['the functions are being loaded'];

  constructor(assembly: Assembly, surroundings: AppSurroundings) {
    const { roles, issuer, secondIssuer, signingKey, clientCertificate, endpoints, ses, log, accessLog } =
      surroundings;
    const { emptyStores } = surroundings;
    const clock = new Clock();
    const pools = readUserPools(assembly);
    const tokens = new Tokens(issuer, signingKey, pools);
    this.#functions = new Functions(assembly, endpoints, clock, log);
    const logDelivery = new LogDelivery(readSubscriptions(assembly), this.#functions, clock, log);
    this.#logDelivery = logDelivery;
    const logAccess = (logGroup: string, line: string) => {
      accessLog.write(logGroup, line);
      logDelivery.put(logGroup, line);
    };
    const gateways = new Map<string, Gateway>();
    for (const resource of assembly.resources('AWS::ApiGateway::RestApi')) {
      const api = readRestApi(resource, assembly);
      const logError = (line: string) => log.write(api.path, line);
      gateways.set(
        api.id,
        new Gateway(api, this.#functions, tokens, clock, logError, logAccess, clientCertificate),
      );
    }
    this.#scheduler = new Scheduler(readSchedules(assembly), this.#functions, clock);
    const bus = new EventBus(readEventRules(assembly), this.#functions, clock);
    const mailFeedback = new MailFeedback(ses, assembly, bus, clock);

    const gateway = gateways.get(roles.gateway ?? '');
    this.gateway = gateway && listenerFor(gateway);
    const operator = gateways.get(roles.operator ?? '');
    this.operator = operator && listenerFor(operator);
    const distribution = readDistribution(assembly);
    const second = new SecondIssuer(secondIssuer, {
      providers: pools.flatMap(({ providers }) => providers),
      redirectUri: federationCallback(issuer),
      signedOutUrls: pools.flatMap(({ clients }) => clients).flatMap(({ logoutUrls }) => logoutUrls),
    });
    this.portal = portalListener({
      sites: [
        [
          new URL(issuer).pathname,
          new SignIn({ issuer, key: signingKey, pools, second, look: readSignInLook(assembly) }),
        ],
        ...(second.isNeeded ? [[new URL(secondIssuer).pathname, second] as const] : []),
      ],
      localRoutes: new LocalRoutes({
        clock,
        tokens,
        pools,
        scheduler: this.#scheduler,
        ses,
        mailFeedback,
        logDelivery,
        clientCertificate: clientCertificate?.cert,
        startOver: emptyStores && (() => Promise.all([this.#functions.restart(), emptyStores()])),
        problems: () => this.#problems,
      }),
      web:
        distribution === undefined
          ? notServed
          : listenerFor(new Edge(distribution, gateways, assembly, clock)),
    });
  }

  /**
   * Starts the schedules, after it has loaded the functions unless they are loaded on call.
   * @returns a line for each function that can't be loaded
   */
  async start(loadsOnCall: boolean): Promise<readonly string[]> {
    this.#problems = loadsOnCall ? [] : await this.#functions.warm();
    this.#scheduler.start();
    return this.#problems;
  }

  async close(): Promise<void> {
    this.#scheduler.close();
    await this.#logDelivery.close();
    await this.#functions.close();
  }
}

interface PortalParts {
  /** Sign-ins by the paths that they are at. */
  readonly sites: readonly (readonly [path: string, site: SignIn | SecondIssuer])[];
  readonly localRoutes: LocalRoutes;
  readonly web: Listener;
}

function portalListener({ sites, localRoutes, web }: PortalParts): Listener {
  return async (request, response) => {
    const path = request.url ?? '/';
    const site = sites.find(([prefix]) => path.startsWith(`${prefix}/`))?.[1];
    if (site) return site.handle(request, response);
    return path.startsWith('/_local/') ? localRoutes.handle(request, response) : web(request, response);
  };
}

/** For a port that the app doesn't use. */
export async function notServed(_: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = '{"message":"this app serves nothing on this port"}\n';
  response.writeHead(404, { 'content-type': 'application/json' }).end(body);
}
