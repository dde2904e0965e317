import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { useLocalAddresses } from './addresses.ts';
import { Assembly } from './assembly/assembly.ts';
import { Clock } from './clock/clock.ts';
import type { DataFolder } from './data-folder.ts';
import { FunctionLog } from './functions/function-log.ts';
import { Functions } from './functions/functions.ts';
import { Gateway } from './gateway/gateway.ts';
import { answering, createEngineServer, type Listener } from './gateway/http-server.ts';
import { readRestApi } from './gateway/rest-api.ts';
import { LocalRoutes } from './local-routes.ts';
import { MailHost } from './mail/mail-host.ts';
import { readDistribution } from './portal/distribution.ts';
import { Edge } from './portal/edge.ts';
import { close, listen } from './ports.ts';
import { readSchedules } from './schedules/schedule.ts';
import { Scheduler } from './schedules/scheduler.ts';
import { SignIn } from './sign-in/sign-in.ts';
import { loadSigningKey } from './sign-in/signing-key.ts';
import { Tokens } from './sign-in/tokens.ts';
import { readUserPools } from './sign-in/user-pools.ts';
import { readTables } from './table/table-definition.ts';
import { TableHost } from './table/table-host.ts';

const issuerPath = '/_local/oidc';

export interface EngineOptions {
  /** The first of three ports. */
  readonly port: number;
  readonly data: DataFolder;
  /** A file for what functions print, `-` for standard error; undefined puts it into the data folder. */
  readonly log: string | undefined;
  /** Makes the assembly, or finds it; its folder. Runs while the stand-ins start. */
  readonly assembly: () => Promise<string>;
}

export interface EngineUrls {
  readonly portal: string;
  /** The gateway's; undefined when the app has no REST API but the portal's. */
  readonly gateway: string | undefined;
  readonly mail: string;
}

/** The whole app on this machine. */
export class Engine {
  readonly urls: EngineUrls;
  /** What a person should know: functions that can't be loaded. */
  readonly warnings: readonly string[];
  readonly #closers: readonly Closer[];

  private constructor(urls: EngineUrls, warnings: readonly string[], closers: readonly Closer[]) {
    this.urls = urls;
    this.warnings = warnings;
    this.#closers = closers;
  }

  /** @throws PortTakenError, or whatever is wrong with the assembly; then nothing is left running */
  static async start(options: EngineOptions): Promise<Engine> {
    const closers: Closer[] = [];
    try {
      return await start(options, closers, (urls, warnings) => new Engine(urls, warnings, closers));
    } catch (error) {
      await closeAll(closers);
      throw error;
    }
  }

  close(): Promise<void> {
    return closeAll(this.#closers);
  }
}

type Closer = () => Promise<void> | void;
type Make = (urls: EngineUrls, warnings: readonly string[]) => Engine;

async function start(options: EngineOptions, closers: Closer[], make: Make): Promise<Engine> {
  const { port, data } = options;
  // The ports first: that one is taken should be said before anything that takes time.
  const portalSide = await openServer(port, closers);
  const gatewaySide = await openServer(port + 1, closers);
  const key = loadSigningKey(data.file('signing-key.json'));
  const [table, mail, folder] = await Promise.all([
    TableHost.start(data.file('table')).then((host) => closeLater(host, closers)),
    MailHost.start(port + 2).then((host) => closeLater(host, closers)),
    options.assembly(),
  ]);

  const assembly = new Assembly(folder);
  const portal = `http://localhost:${port}`;
  const issuer = portal + issuerPath;
  const apis = readRoles(assembly);
  const gatewayUrl = `http://localhost:${port + 1}`;
  useLocalAddresses(assembly, {
    portal,
    issuer,
    apis: new Map(apis.all.map((id) => [id, id === apis.gateway ? gatewayUrl : portal])),
  });
  await table.ensureTables(readTables(assembly));

  const clock = new Clock();
  const log = closeLater(new FunctionLog(options.log ?? data.file('functions.log')), closers);
  const endpoints = {
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    AWS_ENDPOINT_URL_SES: mail.endpoint,
    AWS_ENDPOINT_URL_SESV2: mail.endpoint,
  };
  const functions = closeLater(new Functions(assembly, endpoints, clock, log), closers);
  const pools = readUserPools(assembly);
  const tokens = new Tokens(issuer, await key, pools);
  const gateways = new Map(
    assembly.resources('AWS::ApiGateway::RestApi').map((resource) => {
      const api = readRestApi(resource, assembly);
      return [api.id, new Gateway(api, functions, tokens, clock, (line) => log.write(api.path, line))];
    }),
  );
  const scheduler = closeLater(new Scheduler(readSchedules(assembly), functions, clock), closers);
  const signIn = new SignIn(issuer, await key, pools);
  const distribution = readDistribution(assembly);
  const edge = distribution && new Edge(distribution, gateways, assembly);
  const broken = await functions.warm();

  const gateway = gateways.get(apis.gateway ?? '');
  const localRoutes = new LocalRoutes(clock, tokens, scheduler);
  gatewaySide.listener = gateway === undefined ? notServed : answering(gateway);
  const web = edge === undefined ? notServed : answering(edge);
  portalSide.listener = async (request, response) => {
    const path = request.url ?? '/';
    if (path.startsWith(`${issuerPath}/`)) return signIn.handle(request, response);
    return path.startsWith('/_local/') ? localRoutes.handle(request, response) : web(request, response);
  };
  scheduler.start();
  return make(
    { portal, gateway: gateway && gatewayUrl, mail: `http://localhost:${port + 2}` },
    broken.map((name) => `the function ${name} can't be loaded; the log tells why`),
  );
}

// The API behind the distribution is the portal's. Of the others, the one with a Lambda authorizer is the gateway.
function readRoles(assembly: Assembly): { all: string[]; gateway: string | undefined } {
  const all = assembly.resources('AWS::ApiGateway::RestApi').map((api) => api.physicalName);
  const behaviors = readDistribution(assembly)?.behaviors ?? [];
  const behindPortal = behaviors.map(({ origin }) => (origin.kind === 'api' ? origin.restApiId : undefined));
  const others = all.filter((id) => !behindPortal.includes(id));
  const guarded = assembly
    .resources('AWS::ApiGateway::Authorizer')
    .filter((authorizer) => authorizer.text('Type') !== 'COGNITO_USER_POOLS')
    .map((authorizer) => authorizer.text('RestApiId'));
  return { all, gateway: others.find((id) => guarded.includes(id)) ?? others[0] };
}

// Listens at once, answers 503 until it is told what to do.
async function openServer(port: number, closers: Closer[]): Promise<{ server: Server; listener: Listener }> {
  const side = { listener: starting };
  const server = createEngineServer((request, response) => side.listener(request, response));
  await listen(server, port);
  closers.push(() => close(server));
  return Object.assign(side, { server });
}

async function starting(_: IncomingMessage, response: ServerResponse): Promise<void> {
  response
    .writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' })
    .end('{"message":"starting"}\n');
}

async function notServed(_: IncomingMessage, response: ServerResponse): Promise<void> {
  response
    .writeHead(404, { 'content-type': 'application/json' })
    .end('{"message":"the app has nothing to serve here"}\n');
}

function closeLater<T extends { close(): Promise<void> | void }>(part: T, closers: Closer[]): T {
  closers.push(() => part.close());
  return part;
}

// In the order opposite to that of starting: nothing loses what it depends on before it has ended itself.
async function closeAll(closers: readonly Closer[]): Promise<void> {
  for (const closer of closers.toReversed()) await closer();
}
