import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { generate } from 'selfsigned';
import { isObject } from '../assembly/json.ts';

/** By which the engine proves to an upstream who it is. PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * Stands in for the certificates that API Gateway makes. Like them it is self-signed, so an upstream has to trust it itself.
 * It outlives the engine, so that the upstream goes on trusting it.
 * @param file where it is kept with its key; undefined makes a new one each time
 */
export async function loadClientCertificate(file: string | undefined): Promise<ClientCertificate> {
  const kept = file !== undefined && existsSync(file) ? parse(readFileSync(file, 'utf8')) : undefined;
  if (kept !== undefined) return kept;
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'local-engine' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - dayMs),
    // By the machine's clock, not by the engine's, which may be moved. API Gateway's end after a year.
    notAfterDate: new Date(Date.now() + 3650 * dayMs),
  });
  if (file !== undefined) writeFileSync(file, JSON.stringify({ cert, key }), { mode: 0o600 });
  return { cert, key };
}

const dayMs = 86_400_000;

function parse(text: string): ClientCertificate | undefined {
  const kept: unknown = JSON.parse(text);
  if (!isObject(kept) || typeof kept.cert !== 'string' || typeof kept.key !== 'string') return undefined;
  return { cert: kept.cert, key: kept.key };
}
