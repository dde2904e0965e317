import type { CSSProperties } from 'react';
import { type BrandColours, brandColours } from '../../core/brand-colours.ts';

/** What makes mails the operator's own: the name on top, and all colours by their roles. */
export interface MailLook {
  brandName: string;
  /** Undefined: the first letter of the name. */
  logo: MailLogo | undefined;
  /** Undefined: mails don't link to terms of use. */
  termsUrl: string | undefined;
  light: BrandColours;
  dark: BrandColours;
}

export interface MailLogo {
  url: string;
  width: number;
  height: number;
}

/** @param brandColor in the form of `brandColorForm` */
export function createMailLook(
  brandName: string,
  brandColor: string,
  logo?: MailLogo,
  termsUrl?: string,
): MailLook {
  return {
    brandName,
    logo,
    termsUrl,
    light: brandColours(brandColor, 'light'),
    dark: brandColours(brandColor, 'dark'),
  };
}

/** How a mail ends as plain text: by the name, and the terms of use if there are any. */
export function signature({ brandName, termsUrl }: MailLook): string {
  return termsUrl === undefined ? brandName : `${brandName}\n${termsWords}: ${termsUrl}`;
}

export const termsWords = 'Terms of use';

/** The roles by which a part of a mail is painted. */
interface Paint {
  color?: keyof BrandColours;
  ground?: keyof BrandColours;
  border?: keyof BrandColours;
  /** Of a line above. */
  rule?: keyof BrandColours;
}

/** By part, which is also its class. What has no ground of its own stands on the card or on the page. */
export const paints = {
  page: { ground: 'page' },
  card: { ground: 'surface', border: 'line' },
  tile: { color: 'on-brand', ground: 'brand', border: 'brand-edge' },
  ink: { color: 'text' },
  muted: { color: 'muted' },
  link: { color: 'brand-text' },
  rule: { rule: 'line' },
  alarm: { color: 'danger-text' },
  expired: { color: 'danger-text', ground: 'danger-soft', border: 'danger-line' },
  expiring: { color: 'warn-text', ground: 'warn-soft', border: 'warn-line' },
  pending: { color: 'text', ground: 'sunken', border: 'line' },
  filled: { color: 'on-brand', ground: 'brand', border: 'brand-edge' },
  outlined: { color: 'brand-text', border: 'brand-edge' },
} as const satisfies Record<string, Paint>;

export type Part = keyof typeof paints;

/**
 * The light colours of a part as inline styles, for mail programs that drop the style sheet, and the class by
 * which `darkStyles` gives it the dark ones.
 */
export function paint(
  { light }: MailLook,
  part: Part,
  style: CSSProperties = {},
): { className: string; style: CSSProperties } {
  const { color, ground, border, rule }: Paint = paints[part];
  return {
    className: part,
    style: {
      ...(color && { color: light[color] }),
      ...(ground && { backgroundColor: light[ground] }),
      ...(border && { border: `1px solid ${light[border]}` }),
      ...(rule && { borderTop: `1px solid ${light[rule]}` }),
      ...style,
    },
  };
}

/** CSS rules with the dark colours of all parts. */
export function darkStyles({ dark }: MailLook): string {
  return Object.entries<Paint>(paints)
    .map(([part, { color, ground, border, rule }]) => {
      const edge = border ?? rule;
      const declarations = [
        color && `color:${dark[color]}!important`,
        ground && `background-color:${dark[ground]}!important`,
        edge && `border-color:${dark[edge]}!important`,
      ];
      return `.${part}{${declarations.filter(Boolean).join(';')}}`;
    })
    .join('');
}
