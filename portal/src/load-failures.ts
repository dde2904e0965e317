/** Remembers for which build this tab has reloaded already. */
const reloadMark = 'latchkey.reloaded-build';

/**
 * Reloads the page when one of its files fails to load, as happens after a new deployment or on a bad network:
 * once for each build in each tab, never in a loop. After that, the error reaches the nearest boundary.
 * @param build names the build of this page
 */
export function reloadOnLoadFailure(build: string, reload: () => void): void {
  addEventListener('vite:preloadError', () => {
    if (hasReloadedFor(build)) return;
    reload();
  });
}

// Without storage nothing can be remembered: then it is better not to reload than to loop.
function hasReloadedFor(build: string): boolean {
  try {
    if (sessionStorage.getItem(reloadMark) === build) return true;
    sessionStorage.setItem(reloadMark, build);
    return false;
  } catch {
    return true;
  }
}

/** What browsers say when the file of a dynamic import can't be loaded. */
export function isLoadFailure(error: unknown): boolean {
  return (
    error instanceof Error &&
    /dynamically imported module|Importing a module script failed|Unable to preload/i.test(error.message)
  );
}
