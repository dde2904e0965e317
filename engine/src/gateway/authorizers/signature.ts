import { createHash, timingSafeEqual } from 'node:crypto';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { region } from '../../assembly/pseudo-parameters.ts';
import type { HttpRequest } from '../../http/message.ts';
import { GatewayError } from '../gateway-error.ts';

/** How far a signature's time may be from now, either way. */
const toleranceMs = 5 * 60_000;
const service = 'execute-api';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * Whose signature (version 4) a request carries in its `Authorization` header: it is signed once more, and both
 * signatures are compared. Signatures in the query are not known here.
 * @param now by the real clock, which is also the signer's
 * @throws MISSING_AUTHENTICATION_TOKEN, INVALID_SIGNATURE; DEFAULT_4XX for a header that is no complete signature
 */
export async function verifySignature<Caller extends Credentials>(
  request: HttpRequest,
  callers: readonly Caller[],
  now: Date,
): Promise<Caller> {
  const authorization = request.header('authorization');
  if (authorization === undefined) throw new GatewayError('MISSING_AUTHENTICATION_TOKEN');
  const claim = readSignature(authorization);
  const signingDate = readDate(request.header('x-amz-date'));
  if (claim === undefined || signingDate === undefined) throw incomplete(authorization);
  requireScope(claim.scope, signingDate);
  if (Math.abs(now.getTime() - signingDate.getTime()) > toleranceMs) {
    const boundary = signingDate < now ? 'earlier' : 'later';
    throw invalid(`Signature expired: ${signingDate.toISOString()} is ${boundary} than 5 min. from now`);
  }
  const caller = callers.find(({ accessKeyId }) => accessKeyId === claim.accessKeyId);
  if (caller === undefined) throw invalid('The security token included in the request is invalid.');
  // A client may send the hash along; the signer would take its word for it.
  const hash = request.header('x-amz-content-sha256');
  if (hash !== undefined && hash !== createHash('sha256').update(request.body).digest('hex'))
    throw invalid('The value of x-amz-content-sha256 is not the hash of the body.');
  const expected = await sign(request, claim.signedHeaders, caller, signingDate);
  if (!isSame(expected, claim.signature)) {
    throw invalid(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
    );
  }
  return caller;
}

interface SignatureClaim {
  readonly accessKeyId: string;
  /** Such as `20261128/us-east-1/execute-api/aws4_request`. */
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

function readSignature(authorization: string): SignatureClaim | undefined {
  const [, rest = ''] = /^AWS4-HMAC-SHA256\s+(.*)$/.exec(authorization) ?? [];
  const parts = new Map(rest.split(/\s*,\s*/).map((part) => splitOnce(part, '=')));
  const [accessKeyId, scope] = splitOnce(parts.get('Credential') ?? '', '/');
  const signedHeaders = (parts.get('SignedHeaders') ?? '').split(';');
  const signature = parts.get('Signature') ?? '';
  if (
    accessKeyId === '' ||
    scope === '' ||
    !signedHeaders.includes('host') ||
    !/^[0-9a-f]{64}$/.test(signature)
  )
    return undefined;
  return { accessKeyId, scope, signedHeaders, signature };
}

/** A time such as `20261128T164500Z`. */
function readDate(text = ''): Date | undefined {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const date = new Date(iso);
  return iso === text || Number.isNaN(date.getTime()) ? undefined : date;
}

function requireScope(scope: string, signingDate: Date): void {
  const [day, itsRegion, itsService, ending] = scope.split('/');
  if (itsRegion !== region)
    throw invalid(`Credential should be scoped to a valid region, not '${itsRegion}'.`);
  if (itsService !== service) throw invalid(`Credential should be scoped to correct service: '${service}'.`);
  if (ending !== 'aws4_request')
    throw invalid("Credential should be scoped with a valid terminator: 'aws4_request'.");
  if (day !== signingDate.toISOString().slice(0, 10).replaceAll('-', ''))
    throw invalid(
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.',
    );
}

/** The signature that the caller's secret key makes of the request as it has arrived. */
async function sign(
  request: HttpRequest,
  signedHeaders: readonly string[],
  { accessKeyId, secretAccessKey }: Credentials,
  signingDate: Date,
): Promise<string> {
  const signer = new SignatureV4({
    service,
    region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
    applyChecksum: false,
  });
  const headers = signedHeaders.map((name) => [name, request.headerValues(name).join(',')]);
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: request.header('host') ?? '',
      path: request.path,
      query: Object.fromEntries([...request.parameters].map(([name, values]) => [name, [...values]])),
      headers: Object.fromEntries(headers),
      body: request.body,
    },
    { signingDate, signableHeaders: new Set(signedHeaders) },
  );
  return splitOnce(signed.headers.authorization ?? '', 'Signature=')[1];
}

function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What AWS says of an `Authorization` that is no signature of its own. */
export function incomplete(authorization: string): GatewayError {
  const hash = createHash('sha256').update(authorization).digest('base64');
  return new GatewayError('DEFAULT_4XX', {
    message: `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hash}'.`,
  });
}

function invalid(message: string): GatewayError {
  return new GatewayError('INVALID_SIGNATURE', { message });
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
