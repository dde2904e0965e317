import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

/** AWS credentials, as Lambda puts them into a function's environment. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string | undefined;
}

export interface SignedRequest {
  host: string;
  /** The value of `x-amz-target`: the operation to call. */
  target: string;
  body: string;
}

/**
 * Signs POST requests to the root path of one AWS service with Signature Version 4
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 * Header values must have no leading, trailing or double spaces; ours have none.
 */
export class RequestSigner {
  readonly #region: string;
  readonly #service: string;
  /** Deriving the signing key takes four HMACs; it is valid for a day. */
  #cached: { key: KeyObject; date: string; secretAccessKey: string } | null = null;
  /** All requests of one second have the same time. */
  #time = { second: Number.NaN, date: '', timestamp: '' };

  constructor(region: string, service: string) {
    this.#region = region;
    this.#service = service;
  }

  /** Returns the headers of the signed request, including `host`: names and values in turn. */
  sign(request: SignedRequest, credentials: Credentials, now: Date): string[] {
    const { date, timestamp } = this.#timeOf(now);
    const { accessKeyId, sessionToken } = credentials;
    const tokenLine = sessionToken ? `x-amz-security-token:${sessionToken}\n` : '';
    const signedHeaders = `host;x-amz-date;${sessionToken ? 'x-amz-security-token;' : ''}x-amz-target`;
    const canonicalRequest =
      `POST\n/\n\nhost:${request.host}\nx-amz-date:${timestamp}\n${tokenLine}x-amz-target:${request.target}\n\n` +
      `${signedHeaders}\n${hash('sha256', request.body)}`;
    const scope = `${date}/${this.#region}/${this.#service}/aws4_request`;
    const signature = createHmac('sha256', this.#signingKey(date, credentials.secretAccessKey))
      .update(`AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${hash('sha256', canonicalRequest)}`)
      .digest('hex');
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
    const headers = [
      'host',
      request.host,
      'x-amz-date',
      timestamp,
      'x-amz-target',
      request.target,
      'authorization',
      authorization,
    ];
    if (sessionToken) headers.push('x-amz-security-token', sessionToken);
    return headers;
  }

  #timeOf(now: Date): { date: string; timestamp: string } {
    const second = Math.floor(now.getTime() / 1000);
    if (this.#time.second !== second) {
      const iso = now.toISOString();
      const date = iso.slice(0, 4) + iso.slice(5, 7) + iso.slice(8, 10);
      const timestamp = `${date}T${iso.slice(11, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`;
      this.#time = { second, date, timestamp };
    }
    return this.#time;
  }

  #signingKey(date: string, secretAccessKey: string): KeyObject {
    if (this.#cached?.date === date && this.#cached.secretAccessKey === secretAccessKey) {
      return this.#cached.key;
    }
    let key = hmac(`AWS4${secretAccessKey}`, date);
    for (const part of [this.#region, this.#service, 'aws4_request']) key = hmac(key, part);
    // With a Buffer for a key, createHmac takes several times as long.
    this.#cached = { key: createSecretKey(key), date, secretAccessKey };
    return this.#cached.key;
  }
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
