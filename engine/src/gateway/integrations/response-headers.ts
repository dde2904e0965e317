import type { Header } from '../../http/message.ts';

// "Important notes" of API Gateway's developer guide list what happens to the headers that an integration answers with.
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
  // Made anew from the body, and from the request.
  'content-length',
  'x-amzn-requestid',
]);

/** The headers that reach the caller: some are left out, some come with `x-amzn-Remapped-` in front. */
export function responseHeaders(headers: readonly Header[]): Header[] {
  return headers.flatMap(([name, value]): Header[] => {
    const key = name.toLowerCase();
    if (dropped.has(key)) return [];
    return [[remapped.has(key) ? `x-amzn-Remapped-${name}` : name, value]];
  });
}
