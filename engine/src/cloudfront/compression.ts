import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { acceptedEncodings } from '../http/accepted-encoding.ts';
import type { Header, HttpRequest, HttpResponse } from '../http/message.ts';

/** CloudFront compresses objects of this size, and these of the types that it lists. */
const leastBytes = 1_000;
const mostBytes = 10_000_000;
const types =
  /^(?:text\/(?:css|csv|html|javascript|plain|xml|x-component)|application\/(?:javascript|json|manifest\+json|wasm|xml|x-javascript|xhtml\+xml)|image\/svg\+xml|font\/(?:opentype|otf|ttf))\b/;

const compressors = {
  // A lower quality than the highest, as CloudFront takes little time too.
  br: (body: Buffer) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (body: Buffer) => promisify(gzip)(body),
};
type Encoding = keyof typeof compressors;

const compressed = {
  br: new WeakMap<Buffer, Promise<Buffer>>(),
  gzip: new WeakMap<Buffer, Promise<Buffer>>(),
};

/**
 * Compresses a file as CloudFront does for a browser that accepts it: Brotli rather than gzip. A compressed
 * file keeps its entity tag as a weak one.
 */
export async function compress(request: HttpRequest, response: HttpResponse): Promise<HttpResponse> {
  const encoding = acceptedBy(request);
  if (encoding === undefined || !isCompressible(response)) return response;
  const { body } = response;
  const cache = compressed[encoding];
  const whole = cache.get(body) ?? compressors[encoding](body);
  cache.set(body, whole);
  const headers = response.headers.map(
    ([name, value]): Header => [name, name === 'ETag' && !value.startsWith('W/') ? `W/${value}` : value],
  );
  return {
    ...response,
    headers: [...headers, ['Content-Encoding', encoding], ['Vary', 'Accept-Encoding']],
    body: await whole,
  };
}

function acceptedBy(request: HttpRequest): Encoding | undefined {
  const accepted = acceptedEncodings(request);
  return (['br', 'gzip'] as const).find((encoding) => accepted.includes(encoding));
}

function isCompressible({ status, headers, body }: HttpResponse): boolean {
  const header = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  return (
    [200, 403, 404].includes(status) &&
    body.length >= leastBytes &&
    body.length <= mostBytes &&
    types.test(header('content-type') ?? '') &&
    header('content-encoding') === undefined
  );
}
