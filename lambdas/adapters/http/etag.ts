/** The entity tag of a key's version. */
export function formatEtag(version: number): string {
  return `"${version}"`;
}

/**
 * The version that an `If-Match` header requires: null if it is absent or `*`, -1 (which no key has) if it
 * names no version. Weak tags count as strong, because compressing proxies weaken them.
 */
export function readIfMatch(header: string | undefined): number | null {
  if (header === undefined || header.trim() === '*') return null;
  const [, version] = /^(?:W\/)?"([1-9]\d{0,14})"$/.exec(header.trim()) ?? [];
  return version === undefined ? -1 : Number(version);
}
