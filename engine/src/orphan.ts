/** How soon an engine notices that it is orphaned. */
const intervalMs = 500;

/**
 * Calls back once when the process that started this one has ended. A shell between npm and the engine dies
 * from the signal that npm forwards and doesn't forward it. Without this, killing npm would leave the engine
 * running on its ports.
 */
export function onOrphaned(callback: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, intervalMs);
  timer.unref();
}
