import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { brandColours } from '../lambdas/core/brand-colours.ts';
import { type BrandLogo, logoPath } from './brand-logo.ts';
import { brandStyleSheet } from './brand-style-sheet.ts';
import type { Settings } from './settings.ts';

type Brand = Pick<Settings, 'brandName' | 'brandColor' | 'supportUrl' | 'termsUrl'>;

/** What makes the portal the operator's own: files beside its pages, and what config.json says of the brand. */
export function brandFiles(
  { brandName, brandColor, supportUrl, termsUrl }: Brand,
  logo?: BrandLogo,
): { sources: ISource[]; config: Record<string, string | number> } {
  return {
    sources: [
      Source.data('brand.css', brandStyleSheet(brandColor)),
      // Instead of the product's own among the pages, as it comes after these.
      ...(brandName === undefined ? [] : [Source.data('icon.svg', brandIcon(brandName, brandColor))]),
      ...(logo ? [logoSource(logo)] : []),
    ],
    config: {
      ...(brandName !== undefined && { brandName }),
      ...(logo && { brandLogo: logoPath(logo), brandLogoWidth: logo.width, brandLogoHeight: logo.height }),
      ...(supportUrl !== undefined && { supportUrl }),
      ...(termsUrl !== undefined && { termsUrl }),
    },
  };
}

/** For the browser's tabs: the first letter of the name on the brand's colour. */
function brandIcon(name: string, brandColor: string): string {
  const { brand, 'on-brand': ink } = brandColours(brandColor, 'light');
  const [letter = ''] = name;
  const text = letter.toUpperCase().replace('&', '&amp;');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${brand}"/><text x="16" y="22.5" text-anchor="middle" font-family="system-ui,sans-serif" font-size="18" font-weight="600" fill="${ink}">${text}</text></svg>`;
}

// As an asset, since data is text only. The CDK copies it at once.
function logoSource(logo: BrandLogo): ISource {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-brand-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, logoPath(logo)), logo.content);
  return Source.asset(folder);
}
