import type { HeaderValues } from './credentials.ts';

/**
 * Whether a request brings a header that only the gateway may set, such as `x-latchkey-account-id`. In any case, and
 * with `_` for `-`: many servers (CGI, WSGI, PHP, Rack) read the one as the other.
 */
export function hasReservedHeader(headers: HeaderValues): boolean {
  return Object.keys(headers).some((name) => reserved.test(name));
}

const reserved = /^x[-_]latchkey[-_]/i;
