/** How soon an engine notices that it is alone. */
const intervalMilliseconds = 500;

/**
 * Calls back once when the process that started this one has ended. A shell between npm and the engine dies of the signal that npm
 * hands on, and hands none on itself: without this, `kill` of npm would leave the engine and its ports behind.
 */
export function onOrphaned(callback: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, intervalMilliseconds);
  timer.unref();
}
