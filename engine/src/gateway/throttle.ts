import { GatewayError } from './gateway-error.ts';
import type { Method } from './rest-api.ts';
import type { ThrottleSetting } from './stage.ts';

interface Bucket {
  tokens: number;
  filledAt: number;
}

/**
 * The stage's limits: a token bucket for each method, as in AWS. It uses real time, whatever the moved clock
 * says.
 */
export class Throttle {
  readonly #settings: readonly ThrottleSetting[];
  readonly #buckets = new Map<Method, Bucket>();

  constructor(settings: readonly ThrottleSetting[]) {
    // A setting for one method and path wins over one for all.
    const breadth = (setting: ThrottleSetting) =>
      [setting.resourcePath, setting.httpMethod].filter((part) => part === '*').length;
    this.#settings = settings.toSorted((left, right) => breadth(left) - breadth(right));
  }

  /** Counts one call. @throws THROTTLED if it exceeds the limit */
  take(method: Method): void {
    const setting = this.#settings.find(
      ({ resourcePath, httpMethod }) =>
        (resourcePath === '*' || resourcePath === method.resourcePath) &&
        (httpMethod === '*' || httpMethod === method.httpMethod),
    );
    if (setting === undefined) return;
    const now = performance.now();
    const bucket = this.#buckets.get(method) ?? { tokens: setting.burstLimit, filledAt: now };
    this.#buckets.set(method, bucket);
    const refill = ((now - bucket.filledAt) / 1000) * setting.rateLimit;
    bucket.tokens = Math.min(setting.burstLimit, bucket.tokens + refill);
    bucket.filledAt = now;
    if (bucket.tokens < 1) throw new GatewayError('THROTTLED');
    bucket.tokens -= 1;
  }
}
