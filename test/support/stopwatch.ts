const tickMs = 50;

/**
 * Measures how long something takes, for bounds that must hold on a busy machine too: while this process gets no processor, its
 * ticks come late, and what they are late by does not count. Waiting counts in full.
 */
export class Stopwatch {
  #elapsedMs = 0;
  #lastTick = performance.now();
  readonly #timer = setInterval(() => this.#tick(), tickMs).unref();

  /** @returns the milliseconds since it was made */
  stop(): number {
    clearInterval(this.#timer);
    this.#tick();
    return this.#elapsedMs;
  }

  #tick(): void {
    const now = performance.now();
    this.#elapsedMs += Math.min(now - this.#lastTick, 2 * tickMs);
    this.#lastTick = now;
  }
}
