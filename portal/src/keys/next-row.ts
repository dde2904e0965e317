/**
 * Remembers which keys are shown, and where somebody is, for when a dialog has closed.
 * @returns finds what to focus then if what opened the dialog is gone: the same key where it stands now, or
 * else the one that follows those that are gone
 */
export function rememberRows(opener: Element | null): () => HTMLElement | null {
  const before = [...rows().keys()];
  const own = opener?.closest<HTMLElement>('[data-key]')?.dataset.key;
  return () => {
    const left = rows();
    const isLeft = (accessKey: string) => left.has(accessKey);
    const gap = before.findIndex((accessKey) => !isLeft(accessKey));
    const next =
      own !== undefined && isLeft(own)
        ? own
        : gap < 0
          ? undefined
          : (before.slice(gap).find(isLeft) ?? before.slice(0, gap).findLast(isLeft));
    return next === undefined ? null : (left.get(next)?.querySelector('a') ?? null);
  };
}

function rows(): Map<string, HTMLElement> {
  const found = document.querySelectorAll<HTMLElement>('[data-key]');
  return new Map([...found].map((row) => [row.dataset.key ?? '', row]));
}
