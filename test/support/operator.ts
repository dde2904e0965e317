import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import type { EngineClient } from './engine-client.ts';
import { type ApiResponse, send } from './engine-http.ts';

export interface OperatorCall {
  readonly method?: string;
  /** With the query, percent-encoded. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, instead of a body; its type is among the headers. */
  readonly text?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The access keys of the engine: for everything, and for what each managed policy allows. */
export type OperatorKey = 'local' | 'OperatorRead' | 'OperatorSupport' | 'OperatorProvision';

/** Calls the operator API of an engine with a signature. */
export async function callOperator<Body = unknown>(
  { operatorPort }: EngineClient,
  {
    method = 'GET',
    path,
    body,
    text = body === undefined ? undefined : JSON.stringify(body),
    headers = {},
  }: OperatorCall,
  accessKeyId: OperatorKey = 'local',
): Promise<ApiResponse<Body>> {
  const url = new URL(path, `http://localhost:${operatorPort}`);
  const signer = new SignatureV4({
    service: 'execute-api',
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'local' },
    sha256: Sha256,
    applyChecksum: false,
  });
  const names = [...new Set(url.searchParams.keys())];
  const query = Object.fromEntries(names.map((name) => [name, url.searchParams.getAll(name)]));
  const signed = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query,
    headers: {
      host: url.host,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: text,
  });
  const { host: _, ...rest } = signed.headers;
  return send(operatorPort, { method, path, headers: rest, ...(text !== undefined && { body: text }) });
}
