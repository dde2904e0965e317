import type { FieldError } from '../../core/problem-catalogue.ts';

/** The entity tag of a key's version. */
export function formatEtag(version: number): string {
  return `"${version}"`;
}

/**
 * The versions of which an `If-Match` header accepts any: null if it is absent or `*`. A tag that names no version
 * counts as -1, which no key has. Weak tags count as strong, because compressing proxies weaken them.
 * @param values all values of the header, which together make one list (RFC 9110, section 13.1.1)
 * @returns an error if it is no list of entity tags: without the quotes, the advice to get the key again would lead
 * to the same mistake
 */
export function parseIfMatch(values: readonly string[]): {
  ifVersions: readonly number[] | null;
  errors: FieldError[];
} {
  const text = values.join(',').trim();
  if (values.length === 0 || text === '*') return { ifVersions: null, errors: [] };
  if (!entityTags.test(text)) {
    const detail = 'must be an ETag in double quotes as a response had it, a list of them, or *';
    return { ifVersions: null, errors: [{ field: 'If-Match', detail }] };
  }
  const versions = [...text.matchAll(/"([^"]*)"/g)].map(([, tag = '']) =>
    /^[1-9]\d{0,14}$/.test(tag) ? Number(tag) : -1,
  );
  return { ifVersions: [...new Set(versions)], errors: [] };
}

// Elements of a list may be empty.
const entityTags = /^[\t ,]*(?:(?:W\/)?"[!#-~\u0080-\uffff]*"[\t ]*(?:,[\t ,]*|$))+$/;
