import { promisify } from 'node:util';
import { deflate, gzip } from 'node:zlib';
import { acceptedEncodings } from '../http/accepted-encoding.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';

const compressors: Readonly<Record<string, (body: Buffer) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, Buffer>(gzip),
  deflate: promisify<Buffer, Buffer>(deflate),
};

/**
 * Compresses a response as API Gateway does: if the coding that the client likes best is one that it knows, and
 * the body has the size that the API sets.
 * @param minimumSize in bytes; undefined if the API compresses nothing
 */
export async function compress(
  request: HttpRequest,
  response: HttpResponse,
  minimumSize: number | undefined,
): Promise<HttpResponse> {
  const { headers, body } = response;
  if (minimumSize === undefined || body.length < minimumSize) return response;
  if (headers.some(([name]) => name.toLowerCase() === 'content-encoding')) return response;
  const [encoding = ''] = acceptedEncodings(request);
  const compressor = compressors[encoding];
  if (compressor === undefined) return response;
  return { ...response, headers: [...headers, ['Content-Encoding', encoding]], body: await compressor(body) };
}
