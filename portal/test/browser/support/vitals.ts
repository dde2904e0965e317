import type { Page } from 'playwright-core';

/** Plays a phone with a processor a quarter as fast, on a slow 4G network: what Lighthouse means by that. */
export async function beSlow(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: 1_638_400 / 8,
    uploadThroughput: 750_000 / 8,
  });
}

interface Vitals {
  shift: number;
  interactionMs: number;
}

/** Has each page that is loaded from now on measure what moves by itself, and how long it takes to react. */
export async function watchVitals(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const vitals: Vitals = { shift: 0, interactionMs: 0 };
    Object.assign(globalThis, { vitals });
    const watch = (type: string, take: (entry: unknown) => void) =>
      new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
        type,
        buffered: true,
        ...(type === 'event' && { durationThreshold: 16 }),
      });
    watch('layout-shift', (entry) => {
      const { value, hadRecentInput } = entry as { value: number; hadRecentInput: boolean };
      if (!hadRecentInput) vitals.shift += value;
    });
    watch('event', (entry) => {
      const { duration, interactionId } = entry as { duration: number; interactionId: number };
      if (interactionId > 0) vitals.interactionMs = Math.max(vitals.interactionMs, duration);
    });
  });
}

/** How much the page has moved by itself since it was loaded. */
export function layoutShift(page: Page): Promise<number> {
  return page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    return Math.round((globalThis as unknown as { vitals: Vitals }).vitals.shift * 1000) / 1000;
  });
}

/** From input to the next frame, as the browser measures it; the longest since the last call. */
export function longestInteraction(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { vitals } = globalThis as unknown as { vitals: Vitals };
    // The browser reports an event after the frame that follows it.
    await new Promise((reported) => setTimeout(reported, 1_000));
    const { interactionMs } = vitals;
    vitals.interactionMs = 0;
    return interactionMs;
  });
}

/** How long something takes: the median of three times. */
export async function medianMs(act: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 3; run += 1) {
    const start = performance.now();
    await act();
    times.push(performance.now() - start);
  }
  return median(times);
}

export function median(times: readonly number[]): number {
  return times.toSorted((left, right) => left - right)[Math.floor(times.length / 2)] ?? 0;
}
