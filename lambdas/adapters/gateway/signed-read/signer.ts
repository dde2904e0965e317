import { createHmac, hash } from 'node:crypto';

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
  /** Deriving the key takes four digests and holds for a day. */
  #cached: { hmac: TextHmac; date: string; secretAccessKey: string } | null = null;

  constructor(region: string, service: string) {
    this.#region = region;
    this.#service = service;
  }

  /** The headers that make the request a signed one, `host` included. */
  sign(request: SignedRequest, credentials: Credentials, now: Date): Record<string, string> {
    const iso = now.toISOString();
    const date = iso.slice(0, 4) + iso.slice(5, 7) + iso.slice(8, 10);
    const timestamp = `${date}T${iso.slice(11, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`;
    const { accessKeyId, sessionToken } = credentials;
    const tokenLine = sessionToken ? `x-amz-security-token:${sessionToken}\n` : '';
    const signedHeaders = `host;x-amz-date;${sessionToken ? 'x-amz-security-token;' : ''}x-amz-target`;
    const canonicalRequest =
      `POST\n/\n\nhost:${request.host}\nx-amz-date:${timestamp}\n${tokenLine}x-amz-target:${request.target}\n\n` +
      `${signedHeaders}\n${hash('sha256', request.body)}`;
    const scope = `${date}/${this.#region}/${this.#service}/aws4_request`;
    const signature = this.#hmacOf(date, credentials.secretAccessKey).digest(
      `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${hash('sha256', canonicalRequest)}`,
    );
    const headers: Record<string, string> = {
      host: request.host,
      'x-amz-date': timestamp,
      'x-amz-target': request.target,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
    };
    if (sessionToken) headers['x-amz-security-token'] = sessionToken;
    return headers;
  }

  #hmacOf(date: string, secretAccessKey: string): TextHmac {
    if (this.#cached?.date === date && this.#cached.secretAccessKey === secretAccessKey)
      return this.#cached.hmac;
    let key: string | Buffer = `AWS4${secretAccessKey}`;
    for (const part of [date, this.#region, this.#service, 'aws4_request']) {
      key = createHmac('sha256', key).update(part).digest();
    }
    this.#cached = { hmac: new TextHmac(key as Buffer), date, secretAccessKey };
    return this.#cached.hmac;
  }
}

/** Length of SHA-256's block, and the longest text that is signed here. */
const blockBytes = 64;
const longestText = 512;

/**
 * HMAC-SHA256 (RFC 2104) of ASCII texts under one key of 32 bytes: two one-shot hashes, where node:crypto's own makes an object for each
 * digest, which takes three times as long.
 */
class TextHmac {
  readonly #inner = Buffer.alloc(blockBytes + longestText, 0x36);
  readonly #outer = Buffer.alloc(blockBytes + 32, 0x5c);

  constructor(key: Buffer) {
    for (const [at, byte] of key.entries()) {
      this.#inner[at] = byte ^ 0x36;
      this.#outer[at] = byte ^ 0x5c;
    }
  }

  digest(text: string): string {
    if (text.length > longestText)
      throw new Error('The text to sign is longer than any that is signed here.');
    const length = this.#inner.write(text, blockBytes, 'latin1');
    hash('sha256', this.#inner.subarray(0, blockBytes + length), 'buffer').copy(this.#outer, blockBytes);
    return hash('sha256', this.#outer, 'hex');
  }
}
