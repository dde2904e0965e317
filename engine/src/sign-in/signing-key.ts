import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';

/** The key that signs tokens. It outlives the engine, so that tokens do too. */
export interface SigningKey {
  /** The private key, with `kid`, `alg` and `use`. */
  readonly jwk: JWK;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

/** @param file where the key is kept; undefined makes a new one each time */
export async function loadSigningKey(file: string | undefined): Promise<SigningKey> {
  if (file !== undefined && existsSync(file)) return fromJwk(JSON.parse(readFileSync(file, 'utf8')));
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: 'local', alg: 'RS256', use: 'sig' };
  if (file !== undefined) writeFileSync(file, JSON.stringify(jwk), { mode: 0o600 });
  return fromJwk(jwk);
}

async function fromJwk(jwk: JWK): Promise<SigningKey> {
  const { kty = 'RSA', n = '', e = '' } = jwk;
  return { jwk, privateKey: await importKey(jwk), publicKey: await importKey({ kty, n, e }) };
}

async function importKey(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, 'RS256');
  if (key instanceof Uint8Array) throw new Error('the signing key is not an RSA key');
  return key;
}
