import type { Header } from '../../http/message.ts';

// From "Important notes" in API Gateway's developer guide, and from recordings: what happens to the headers of
// an integration's response.
const remapped = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'max-forwards',
  'server',
  'user-agent',
  'www-authenticate',
  'x-amzn-requestid',
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
]);

/** The headers that reach the caller: some are dropped, some get the prefix `x-amzn-Remapped-`. */
export function responseHeaders(headers: readonly Header[]): Header[] {
  return headers.flatMap(([name, value]): Header[] => {
    const key = name.toLowerCase();
    if (dropped.has(key)) return [];
    return [[remapped.has(key) ? `x-amzn-Remapped-${name}` : name, value]];
  });
}
