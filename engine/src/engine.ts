import type { IncomingMessage, ServerResponse } from 'node:http';
import { localizeAddresses } from './addresses.ts';
import { readApiRoles } from './api-roles.ts';
import { App, notServed } from './app.ts';
import { Assembly } from './assembly/assembly.ts';
import type { DataFolder } from './data-folder.ts';
import { FunctionLog } from './functions/function-log.ts';
import { loadClientCertificate } from './gateway/client-certificate.ts';
import { close, listen } from './http/ports.ts';
import { createEngineServer, type Listener } from './http/server.ts';
import { readTableGrants } from './iam/table-grants.ts';
import { inboxListener } from './mail/inbox.ts';
import { MailHost } from './mail/mail-host.ts';
import { SesEndpoint } from './mail/ses-endpoint.ts';
import { loadSigningKey } from './sign-in/signing-key.ts';
import { readTables } from './table/table-definition.ts';
import { TableHost } from './table/table-host.ts';

export interface EngineOptions {
  /** The first of four ports. */
  readonly port: number;
  readonly data: DataFolder;
  /** A file for the functions' output, or `-` for standard error; undefined: a file in the data folder. */
  readonly log: string | undefined;
  /** Whether functions are loaded at their first call. */
  readonly loadsOnCall: boolean;
  /** Makes or finds the assembly and returns its folder. Runs while the stand-ins start. */
  readonly assembly: () => Promise<string>;
}

export interface EngineUrls {
  readonly portal: string;
  /** Undefined if the portal's REST API is the only one. */
  readonly gateway: string | undefined;
  readonly mail: string;
  /** Undefined if no REST API has IAM authorization. */
  readonly operator: string | undefined;
  /** Where an upstream gets what it has to trust; undefined if no stage presents a client certificate. */
  readonly clientCertificate: string | undefined;
}

/** The whole app on this machine. */
export class Engine {
  readonly urls: EngineUrls;
  /** Functions that can't be loaded, a line each. */
  readonly warnings: readonly string[];
  readonly #parts: Parts;

  private constructor(urls: EngineUrls, warnings: readonly string[], parts: Parts) {
    this.urls = urls;
    this.warnings = warnings;
    this.#parts = parts;
  }

  /** @throws PortTakenError, or the error in the assembly; nothing is left running then */
  static async start(options: EngineOptions): Promise<Engine> {
    const parts = new Parts();
    try {
      const { urls, warnings } = await start(options, parts);
      return new Engine(urls, warnings, parts);
    } catch (error) {
      await parts.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#parts.close();
  }
}

async function start({ port, data, log, loadsOnCall, assembly: synthesize }: EngineOptions, parts: Parts) {
  // The ports first: report one that is taken before anything slow happens.
  const portalPort = await parts.openPort(port);
  const gatewayPort = await parts.openPort(port + 1);
  const inboxPort = await parts.openPort(port + 2);
  const operatorPort = await parts.openPort(port + 3);
  const [table, mail, signingKey, folder] = await Promise.all([
    TableHost.start(data.file('table')).then((host) => parts.add(host)),
    MailHost.start(0).then((host) => parts.add(host)),
    loadSigningKey(data.file('signing-key.json')),
    synthesize(),
  ]);

  const ses = parts.add(await SesEndpoint.start(mail.endpoint));
  inboxPort.listener = inboxListener(mail.endpoint, ses);
  const assembly = new Assembly(folder);
  const roles = readApiRoles(assembly);
  const portal = `http://localhost:${port}`;
  const gateway = `http://localhost:${port + 1}`;
  const operator = `http://localhost:${port + 3}`;
  const issuer = `${portal}/_local/oidc`;
  // Another site to browsers, with cookies of its own.
  const secondIssuer = `http://127.0.0.1:${port}/_local/provider`;
  const own = new Map([
    [roles.gateway, gateway],
    [roles.operator, operator],
  ]);
  const apis = roles.all.map((id) => [id, own.get(id) ?? portal] as const);
  localizeAddresses(assembly, { portal, issuer, secondIssuer, apis: new Map(apis) });
  await table.ensureTables(readTables(assembly));
  table.restrict(readTableGrants(assembly));

  const presentsCertificate = assembly
    .resources('AWS::ApiGateway::Stage')
    .some((stage) => stage.optionalText('ClientCertificateId') !== undefined);
  const surroundings = {
    roles,
    issuer,
    secondIssuer,
    signingKey,
    clientCertificate: presentsCertificate
      ? await loadClientCertificate(data.file('client-certificate.json'))
      : undefined,
    endpoints: {
      AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
      AWS_ENDPOINT_URL_SES: ses.endpoint,
      AWS_ENDPOINT_URL_SESV2: mail.endpoint,
    },
    ses,
    emptyStores:
      data.file('table') === undefined
        ? async () => void (await Promise.all([table.empty(), mail.empty()]))
        : undefined,
    log: parts.add(new FunctionLog(log ?? data.file('functions.log'))),
    accessLog: parts.add(new FunctionLog(data.file('access.log'))),
  };
  const app = parts.add(new App(assembly, surroundings));
  const warnings = await app.start(loadsOnCall);
  portalPort.listener = app.portal;
  gatewayPort.listener = app.gateway ?? notServed;
  operatorPort.listener = app.operator ?? notServed;
  const urls: EngineUrls = {
    portal,
    gateway: app.gateway && gateway,
    mail: `http://localhost:${port + 2}`,
    operator: app.operator && operator,
    clientCertificate: presentsCertificate ? `${portal}/_local/client-certificate` : undefined,
  };
  return { urls, warnings };
}

/** What has been started and must be stopped. */
class Parts {
  readonly #parts: { close(): Promise<void> | void }[] = [];

  add<T extends { close(): Promise<void> | void }>(part: T): T {
    this.#parts.push(part);
    return part;
  }

  /** Listens at once, and responds with 503 until it is given another listener. */
  async openPort(port: number): Promise<{ listener: Listener }> {
    const opened = { listener: starting };
    const server = createEngineServer((request, response) => opened.listener(request, response));
    await listen(server, port);
    this.add({ close: () => close(server) });
    return opened;
  }

  // In reverse order, so that each part ends before those it depends on.
  async close(): Promise<void> {
    for (const part of this.#parts.toReversed()) await part.close();
  }
}

async function starting(_: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = { 'content-type': 'application/json', 'retry-after': '1' };
  response.writeHead(503, headers).end('{"message":"starting"}\n');
}
