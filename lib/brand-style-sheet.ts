import { type BrandColours, brandColours } from '../lambdas/core/brand-colours.ts';

/**
 * The portal's colours as custom properties, `--page: light-dark(#f8f9fb, #0b0c10);` and so on. As plain
 * hexadecimal digits, since the oldest supported browsers can't derive one colour from another.
 */
export function brandStyleSheet(brandColor: string): string {
  const [light, dark] = [brandColours(brandColor, 'light'), brandColours(brandColor, 'dark')];
  const roles = Object.keys(light) as (keyof BrandColours)[];
  // `:host` for the banner on other pages, which has its own root.
  return `:root, :host {\n${roles.map((role) => `  --${role}: light-dark(${light[role]}, ${dark[role]});\n`).join('')}}\n`;
}
