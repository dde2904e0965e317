export type LoadOnce<Part> = ReturnType<typeof loadOnce<Part>>;

/**
 * A part of the page that is loaded once it is needed, or shortly before: when its button is hovered, focused or
 * pressed.
 */
export function loadOnce<Part>(load: () => Promise<Part>) {
  let part: Part | undefined;
  const loadPart = async (): Promise<Part> => {
    part ??= await load();
    return part;
  };
  return {
    /** @throws when its file can't be loaded; the next call tries again */
    load: loadPart,
    /** Whether it comes is told by `load`. */
    preload: () => void loadPart().catch(() => undefined),
    loaded: () => part,
  };
}
