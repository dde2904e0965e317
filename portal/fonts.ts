const between = (first: number, last: number) =>
  String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, index) => first + index));
const ascii = between(0x20, 0x7e);

/** The fonts that the portal ships, by the name of their file: where each comes from, and what is kept of it. */
export const fonts = {
  // Latin-1, and the signs that our texts have; names in other scripts get the system's font.
  'portal-sans': {
    source: '@fontsource-variable/geist/files/geist-latin-wght-normal.woff2',
    licence: '@fontsource-variable/geist/LICENSE',
    text: `${ascii}${between(0xa0, 0xff)}–—‘’“”…•→`,
    axes: { wght: { min: 400, max: 650 } },
  },
  'portal-mono': {
    source: '@fontsource/geist-mono/files/geist-mono-latin-400-normal.woff2',
    licence: '@fontsource/geist-mono/LICENSE',
    text: `${ascii}…`,
    axes: undefined,
  },
} as const;
