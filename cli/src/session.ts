import type { Command } from 'commander';
import { Client } from './api/client.ts';
import { type EndpointOptions, findEndpoint } from './api/endpoint.ts';
import { confirm } from './input/confirm.ts';
import { Printer } from './output/printer.ts';
import type { Terminal } from './terminal.ts';

interface GlobalOptions extends EndpointOptions {
  readonly json?: boolean;
  readonly yes?: boolean;
}

/** What a command works with. */
export interface Session {
  readonly terminal: Terminal;
  readonly printer: Printer;
  readonly client: Client;
  /** Asks, unless --yes was given. */
  confirm(question: string, answer?: string): Promise<void>;
}

/** @throws Failure when the API is not named well enough */
export async function openSession(terminal: Terminal, command: Command): Promise<Session> {
  const options = command.optsWithGlobals<GlobalOptions>();
  return {
    terminal,
    printer: new Printer(terminal, options.json === true),
    client: new Client(await findEndpoint(options, terminal.env), terminal),
    confirm: (question, answer) =>
      confirm(terminal, question, { yes: options.yes, ...(answer !== undefined && { answer }) }),
  };
}
