import type { Header } from '../../http/message.ts';

// From "Important notes" in API Gateway's developer guide: what happens to the headers of an integration's
// response.
const remapped = new Set([
  'authorization',
  'connection',
  'content-md5',
  'date',
  'max-forwards',
  'server',
  'user-agent',
  'www-authenticate',
]);
const dropped = new Set([
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  // Set again from the body and from the request.
  'content-length',
  'x-amzn-requestid',
]);

/** The headers that reach the caller: some are dropped, some get the prefix `x-amzn-Remapped-`. */
export function responseHeaders(headers: readonly Header[]): Header[] {
  return headers.flatMap(([name, value]): Header[] => {
    const key = name.toLowerCase();
    if (dropped.has(key)) return [];
    return [[remapped.has(key) ? `x-amzn-Remapped-${name}` : name, value]];
  });
}
