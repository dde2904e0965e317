/** A clock that can be moved, shared by all threads: real time plus an offset. */
export class Clock {
  /** The offset, for `patchDate` in another thread. */
  readonly shared: SharedArrayBuffer;
  readonly #offsetMs: Float64Array;

  constructor(shared: SharedArrayBuffer = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT)) {
    this.shared = shared;
    this.#offsetMs = new Float64Array(shared);
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return Date.now() + (this.#offsetMs[0] ?? 0);
  }

  date(): Date {
    return new Date(this.now());
  }

  /** @param seconds may be negative */
  advance(seconds: number): void {
    this.#offsetMs[0] = (this.#offsetMs[0] ?? 0) + seconds * 1000;
  }

  /** Back to real time. */
  reset(): void {
    this.#offsetMs[0] = 0;
  }
}
