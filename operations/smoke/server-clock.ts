import type { HttpResponse } from './http-call.ts';

/**
 * The service's clock as seen from here. Each `Date` header, which is cut to whole seconds, says between
 * which bounds the service's clock was ahead of this machine's while the call lasted; many calls leave a
 * narrow gap.
 */
export class ServerClock {
  #leastAheadMs = Number.NEGATIVE_INFINITY;
  #mostAheadMs = Number.POSITIVE_INFINITY;

  observe({ headers, sentAt, receivedAt }: Pick<HttpResponse, 'headers' | 'sentAt' | 'receivedAt'>): void {
    const second = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(second)) return;
    this.#leastAheadMs = Math.max(this.#leastAheadMs, second - receivedAt);
    this.#mostAheadMs = Math.min(this.#mostAheadMs, second + 1000 - sentAt);
  }

  /** The earliest time that it can be there when it is `localMs` here. */
  earliest(localMs: number): number {
    return localMs + Math.min(this.#leastAheadMs, this.#mostAheadMs);
  }

  /** The latest time that it can be there when it is `localMs` here. */
  latest(localMs: number): number {
    return localMs + Math.max(this.#leastAheadMs, this.#mostAheadMs);
  }

  /** A time of the service, on this machine's clock, as near as is known. */
  toLocal(serverMs: number): number {
    const ahead = (this.#leastAheadMs + this.#mostAheadMs) / 2;
    return serverMs - (Number.isFinite(ahead) ? ahead : 0);
  }

  /** The service's time now, as near as is known. */
  now(): number {
    return Date.now() + (Date.now() - this.toLocal(Date.now()));
  }
}
