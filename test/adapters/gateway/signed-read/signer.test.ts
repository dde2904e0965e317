import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { RequestSigner } from '../../../../lambdas/adapters/gateway/signed-read/signer.ts';

/** The hash function that the oracle needs. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret ? createHmac('sha256', Buffer.from(secret as Uint8Array)) : createHash('sha256');
  }

  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}

const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019/+=-_.'), minLength: 1, maxLength: 60 });
const request = fc.record({
  region: fc.constantFrom('us-east-1', 'eu-west-3', 'cn-north-1', 'us-gov-west-1'),
  host: fc.constantFrom('dynamodb.us-east-1.amazonaws.com', 'localhost:8000', '127.0.0.1:4567', '[::1]:80'),
  target: fc.constantFrom('DynamoDB_20120810.GetItem', 'DynamoDB_20120810.Query'),
  body: fc.oneof(fc.json(), fc.string({ unit: 'binary' })),
  accessKeyId: word,
  secretAccessKey: word,
  sessionToken: fc.option(word, { nil: undefined }),
  now: fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
});

/** The headers that the SDK's signer makes. */
async function signByOracle({
  region,
  host,
  target,
  body,
  now,
  ...credentials
}: typeof request extends fc.Arbitrary<infer T> ? T : never) {
  const oracle = new SignatureV4({
    region,
    service: 'dynamodb',
    credentials: {
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      ...(credentials.sessionToken !== undefined && { sessionToken: credentials.sessionToken }),
    },
    sha256: Sha256,
    applyChecksum: false,
  });
  const signed = await oracle.sign(
    {
      method: 'POST',
      protocol: 'https:',
      hostname: host,
      path: '/',
      query: {},
      headers: { host, 'x-amz-target': target },
      body,
    },
    { signingDate: now },
  );
  return signed.headers;
}

/** By name, as the SDK's signer has them. */
function byName(headers: readonly string[]): Record<string, string | undefined> {
  const names = headers.filter((_, index) => index % 2 === 0);
  return Object.fromEntries(names.map((name, index) => [name, headers[2 * index + 1]]));
}

it('signs thousands of requests exactly as the SDK does', async () => {
  await fc.assert(
    fc.asyncProperty(request, async (given) => {
      const { region, host, target, body, now, accessKeyId, secretAccessKey, sessionToken } = given;
      const ours = new RequestSigner(region, 'dynamodb').sign(
        { host, target, body },
        { accessKeyId, secretAccessKey, sessionToken },
        now,
      );
      expect(byName(ours)).toEqual(await signByOracle(given));
    }),
    { numRuns: 3_000 },
  );
});

it('follows rotated credentials and the date, although it caches the signing key', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 2, maxLength: 8 }), async (requests) => {
      const signer = new RequestSigner('us-east-1', 'dynamodb');
      for (const given of requests) {
        const { host, target, body, now, accessKeyId, secretAccessKey, sessionToken } = given;
        const ours = signer.sign({ host, target, body }, { accessKeyId, secretAccessKey, sessionToken }, now);
        expect(byName(ours)).toEqual(await signByOracle({ ...given, region: 'us-east-1' }));
      }
    }),
    { numRuns: 200 },
  );
});
