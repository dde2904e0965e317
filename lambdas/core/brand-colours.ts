import {
  clampChroma,
  converter,
  formatHex,
  modeLrgb,
  modeOklab,
  modeOklch,
  modeRgb,
  type Oklch,
  useMode as register,
  wcagContrast,
} from 'culori/fn';

register(modeRgb);
register(modeLrgb);
register(modeOklab);
register(modeOklch);
const toOklch = converter('oklch');

/** A colour that an operator may set as the brand's: six hexadecimal digits. */
export const brandColorForm = /^#[0-9a-f]{6}$/i;

export const defaultBrandColor = '#4650d4';

export type ColourScheme = 'light' | 'dark';

/** What the pages and mails are painted with, by role: each `#rrggbb`. */
export type BrandColours = Readonly<ReturnType<typeof brandColours>>;

/** The grounds that texts and controls stand on. */
export const grounds = ['page', 'surface', 'sunken', 'hover', 'raised'] as const;

export const statuses = ['ok', 'warn', 'danger'] as const;

/**
 * All colours of one scheme from the one colour of the brand. Each starts from a lightness of its own, in OKLCH,
 * and moves away from its grounds until its contrast holds on all of them, so any brand colour will do: a pale
 * yellow, black, pure red. Statuses have fixed hues, never the brand's.
 * @param brandColor in the form of `brandColorForm`; used as given for `brand`
 */
export function brandColours(brandColor: string, scheme: ColourScheme) {
  const light = scheme === 'light';
  const brand = brandColor.toLowerCase();
  const given = toOklch(brand);
  const source: Source = { l: given?.l ?? 0, c: given?.c ?? 0, h: given?.h ?? 0 };
  // A grey brand tints nothing.
  const tint = source.c < 0.03 ? 0 : 1;
  const pick = (l: number, c: number): Source => ({ l, c: c * tint, h: source.h });
  const away = light ? -step : step;

  const ground = light
    ? {
        page: toHex(pick(0.982, 0.003)),
        surface: '#ffffff',
        sunken: toHex(pick(0.966, 0.005)),
        hover: toHex(pick(0.975, 0.004)),
        raised: '#ffffff',
      }
    : {
        page: toHex(pick(0.155, 0.008)),
        surface: toHex(pick(0.192, 0.01)),
        sunken: toHex(pick(0.17, 0.009)),
        hover: toHex(pick(0.225, 0.011)),
        raised: toHex(pick(0.225, 0.012)),
      };
  const all = Object.values(ground);
  const soft = toHex(
    light
      ? { l: 0.96, c: Math.min(source.c, 0.022), h: source.h }
      : { l: 0.26, c: Math.min(source.c, 0.05), h: source.h },
  );
  const ink = toHex(pick(0.2, 0.02));
  // White where it is legible. Most other brands carry ink, and for those in between black is.
  const whiteOnBrand = contrast(white, brand) >= 4.5;
  const onBrand = whiteOnBrand ? white : contrast(ink, brand) >= 4.5 ? ink : black;
  const status = (name: Status) => statusColours(name, all, light);
  const [ok, warn, danger] = [status('ok'), status('warn'), status('danger')];

  return {
    ...ground,
    line: toHex(light ? pick(0.918, 0.006) : pick(0.268, 0.012)),
    'line-button': toHex(light ? pick(0.855, 0.01) : pick(0.36, 0.014)),
    'line-strong': solve(light ? pick(0.62, 0.014) : pick(0.54, 0.016), all, 3, away),
    text: solve(light ? pick(0.21, 0.018) : pick(0.945, 0.006), all, 7, away),
    muted: solve(light ? pick(0.475, 0.018) : pick(0.735, 0.014), all, 4.5, away),
    faint: solve(light ? pick(0.535, 0.016) : pick(0.675, 0.014), all, 4.5, away),
    brand,
    'on-brand': onBrand,
    // Away from the label's colour: hovering never costs contrast.
    'brand-hover': toHex({ ...source, l: between(0.1, source.l + (whiteOnBrand ? -0.045 : 0.04), 0.97) }),
    'brand-edge': solve(source, all, 3, away),
    'brand-soft': soft,
    'brand-text': solve(
      {
        l: light ? Math.min(source.l, 0.52) : Math.max(source.l, 0.72),
        c: Math.min(source.c, 0.17),
        h: source.h,
      },
      [...all, soft],
      4.5,
      away,
    ),
    focus: solve(source, [...all, soft], 3, away),
    'ok-soft': ok.soft,
    'ok-line': ok.line,
    'ok-text': ok.text,
    'ok-mark': ok.mark,
    'warn-soft': warn.soft,
    'warn-line': warn.line,
    'warn-text': warn.text,
    'warn-mark': warn.mark,
    'danger-soft': danger.soft,
    'danger-line': danger.line,
    'danger-text': danger.text,
    'danger-mark': danger.mark,
    'danger-fill': toHex({ l: 0.53, c: 0.195, h: 26 }),
    'on-danger': white,
    'chart-ok': solve(
      { l: light ? 0.64 : 0.6, c: Math.min(source.c, 0.06), h: source.h },
      [ground.surface, ground.hover],
      3,
      away,
    ),
    'chart-client': warn.mark,
    'chart-server': solve({ l: light ? 0.5 : 0.72, c: 0.15, h: 325 }, [ground.surface], 3, away),
    'chart-refused': danger.mark,
    inverse: toHex(light ? pick(0.24, 0.02) : pick(0.9, 0.008)),
    'on-inverse': light ? white : ink,
    'on-inverse-muted': toHex(light ? pick(0.8, 0.01) : pick(0.42, 0.02)),
  };
}

/** Lightness from 0 to 1, chroma from 0, hue in degrees. */
type Source = Omit<Oklch, 'mode' | 'alpha'> & { h: number };

type Status = (typeof statuses)[number];

const [black, white] = ['#000000', '#ffffff'];

/** Of lightness, on the way to enough contrast. */
const step = 0.005;

const statusHues: Record<Status, number> = { ok: 155, warn: 72, danger: 26 };

function statusColours(name: Status, on: readonly string[], light: boolean) {
  const h = statusHues[name];
  const red = name === 'danger';
  const c = red ? 0.19 : 0.13;
  const soft = toHex(light ? { l: 0.965, c: red ? 0.018 : 0.03, h } : { l: 0.245, c: red ? 0.055 : 0.04, h });
  const away = light ? -step : step;
  return {
    soft,
    line: toHex(light ? { l: 0.87, c: red ? 0.065 : 0.08, h } : { l: 0.37, c: 0.075, h }),
    text: solve({ l: light ? 0.5 : 0.8, c, h }, [...on, soft], 4.5, away),
    mark: solve({ l: light ? 0.66 : 0.7, c: c + 0.03, h }, [...on, soft], 3, away),
  };
}

/** The first lightness, from that of `source` in steps of `by`, with this contrast on all of `on`. */
function solve({ l, c, h }: Source, on: readonly string[], ratio: number, by: number): string {
  for (let lightness = l; lightness >= 0 && lightness <= 1; lightness += by) {
    const hex = toHex({ l: lightness, c, h });
    if (on.every((ground) => contrast(hex, ground) >= ratio)) return hex;
  }
  return by < 0 ? black : white;
}

/** The colour that a screen can show, with this lightness and hue and as much of the chroma as there is. */
function toHex(source: Source): string {
  return formatHex(clampChroma({ mode: 'oklch', ...source }, 'oklch'));
}

/** The contrast of two colours by WCAG 2, from 1 to 21. */
export function contrast(one: string, other: string): number {
  return wcagContrast(one, other);
}

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
