import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

/** AWS credentials, as a Lambda function finds them in its environment. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string | undefined;
}

export interface SignedRequest {
  host: string;
  /** Value of `x-amz-target`: which call of the service. */
  target: string;
  body: string;
}

/**
 * Signs POST requests to the root path of one AWS service by Signature Version 4
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). Header values must be free of
 * leading, trailing and double spaces, as ours are.
 */
export class RequestSigner {
  readonly #region: string;
  readonly #service: string;
  /** Deriving the key takes four HMACs and holds for a day. */
  #cached: { key: KeyObject; date: string; secretAccessKey: string } | null = null;

  constructor(region: string, service: string) {
    this.#region = region;
    this.#service = service;
  }

  /** The headers that make the request a signed one, `host` included. */
  sign(request: SignedRequest, credentials: Credentials, now: Date): Record<string, string> {
    const timestamp = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
    const date = timestamp.slice(0, 8);
    const { accessKeyId, sessionToken } = credentials;
    const tokenLine = sessionToken ? `x-amz-security-token:${sessionToken}\n` : '';
    const signedHeaders = `host;x-amz-date;${sessionToken ? 'x-amz-security-token;' : ''}x-amz-target`;
    const canonicalRequest =
      `POST\n/\n\nhost:${request.host}\nx-amz-date:${timestamp}\n${tokenLine}x-amz-target:${request.target}\n\n` +
      `${signedHeaders}\n${hash('sha256', request.body)}`;
    const scope = `${date}/${this.#region}/${this.#service}/aws4_request`;
    const signature = createHmac('sha256', this.#keyOf(date, credentials.secretAccessKey))
      .update(`AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${hash('sha256', canonicalRequest)}`)
      .digest('hex');
    return {
      host: request.host,
      'x-amz-date': timestamp,
      'x-amz-target': request.target,
      ...(sessionToken && { 'x-amz-security-token': sessionToken }),
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
    };
  }

  #keyOf(date: string, secretAccessKey: string): KeyObject {
    if (this.#cached?.date === date && this.#cached.secretAccessKey === secretAccessKey)
      return this.#cached.key;
    let key: string | Buffer = `AWS4${secretAccessKey}`;
    for (const part of [date, this.#region, this.#service, 'aws4_request']) {
      key = createHmac('sha256', key).update(part).digest();
    }
    // A KeyObject spares each signature the import of the raw key.
    this.#cached = { key: createSecretKey(key as Buffer), date, secretAccessKey };
    return this.#cached.key;
  }
}
