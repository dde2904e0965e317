import Negotiator from 'negotiator';
import type { HttpRequest } from './message.ts';

/** The content codings that a client accepts by name, the ones that it likes best first. */
export function acceptedEncodings(request: HttpRequest): string[] {
  const header = request.headerValues('accept-encoding').join(', ');
  return new Negotiator({ headers: { 'accept-encoding': header } }).encodings();
}
