import { clampChroma, formatHex } from 'culori/fn';
import {
  type BrandColours,
  brandColorForm,
  brandColours,
  type ColourScheme,
  contrast,
  defaultBrandColor,
  grounds,
  statuses,
} from '../../lambdas/core/brand-colours.ts';

const schemes = ['light', 'dark'] as const satisfies ColourScheme[];
type Role = keyof BrandColours;
type Pair = [role: Role, ground: Role, atLeast: number];

/** What has to be legible on what, whatever the brand: by WCAG 2, 4.5 for text and 3 for lines and marks. */
const pairs: readonly Pair[] = [
  ...grounds.flatMap((ground): Pair[] => [
    ['text', ground, 7],
    ['muted', ground, 4.5],
    ['faint', ground, 4.5],
    ['brand-text', ground, 4.5],
    ['focus', ground, 3],
    ['line-strong', ground, 3],
    ['brand-edge', ground, 3],
    ...statuses.flatMap((status): Pair[] => [
      [`${status}-text`, ground, 4.5],
      [`${status}-mark`, ground, 3],
    ]),
  ]),
  ...statuses.flatMap((status): Pair[] => [
    [`${status}-text`, `${status}-soft`, 4.5],
    ['text', `${status}-soft`, 7],
    ['muted', `${status}-soft`, 4.5],
    ['faint', `${status}-soft`, 4.5],
  ]),
  ['on-brand', 'brand', 4.5],
  ['on-brand', 'brand-hover', 4.5],
  ['on-danger', 'danger-fill', 4.5],
  ['brand-text', 'brand-soft', 4.5],
  ['text', 'brand-soft', 7],
  ['on-inverse', 'inverse', 7],
  ['on-inverse-muted', 'inverse', 4.5],
  ['chart-ok', 'surface', 3],
  ['chart-client', 'surface', 3],
  ['chart-server', 'surface', 3],
  ['chart-refused', 'surface', 3],
];

/** 24 hues in 8 tones, and what operators may really set: black, white, a taxi's yellow, primaries, a grey. */
function someBrands(): string[] {
  const hues = Array.from({ length: 24 }, (_, index) => index * 15);
  const tones = [
    [0.3, 0.1],
    [0.45, 0.2],
    [0.55, 0.2],
    [0.62, 0.18],
    [0.7, 0.17],
    [0.85, 0.18],
    [0.95, 0.05],
    [0.5, 0],
  ] as const;
  const made = hues.flatMap((h) =>
    tones.map(([l, c]) => formatHex(clampChroma({ mode: 'oklch', l, c, h }, 'oklch'))),
  );
  return [...made, '#000000', '#ffffff', '#ffd400', '#ff0000', '#00ff00', '#0000ff', '#777777'];
}

describe("the brand's colours", () => {
  it('are legible in each of 88 pairs, in both schemes, for all of 199 brands', () => {
    const brands = someBrands();
    expect([brands.length, pairs.length]).toEqual([199, 88]);
    const illegible = brands.flatMap((brand) =>
      schemes.flatMap((scheme) => {
        const colours = brandColours(brand, scheme);
        return pairs
          .filter(([role, ground, atLeast]) => contrast(colours[role], colours[ground]) < atLeast)
          .map(([role, ground]) => `${brand} ${scheme}: ${role} on ${ground}`);
      }),
    );
    expect(illegible).toEqual([]);
  });

  it('are all written as hexadecimal digits, which mail clients read too', () => {
    for (const scheme of schemes)
      for (const [role, colour] of Object.entries(brandColours('#FFD400', scheme)))
        expect([role, colour]).toEqual([role, expect.stringMatching(brandColorForm)]);
  });

  it('keep the colour of the brand as given, and statuses apart from it', () => {
    for (const scheme of schemes) {
      const [blue, red] = [brandColours(defaultBrandColor, scheme), brandColours('#ff0000', scheme)];
      expect([blue.brand, red.brand]).toEqual(['#4650d4', '#ff0000']);
      for (const status of statuses) expect(red[`${status}-soft`]).toBe(blue[`${status}-soft`]);
    }
  });

  it('are plain grey for a grey brand', () => {
    for (const scheme of schemes) {
      const { page, sunken, text, line } = brandColours('#777777', scheme);
      for (const grey of [page, sunken, text, line]) expect(grey).toMatch(/^#(..)\1\1$/);
    }
  });

  it('put white on a dark brand and ink on a pale one', () => {
    expect(brandColours('#4650d4', 'light')['on-brand']).toBe('#ffffff');
    expect(contrast(brandColours('#ffd400', 'light')['on-brand'], '#000000')).toBeLessThan(1.3);
  });
});
