import { environmentNames } from '../lambdas/adapters/environment.ts';
import { logoPath, readBrandLogo } from './brand-logo.ts';
import type { Settings } from './settings.ts';

/**
 * The notifier's variables for what mails have on top and below. The logo comes from the portal; of an SVG, which most mail
 * programs don't show, there is none.
 */
export function mailBrand(
  { brandName, brandLogo, termsUrl }: Pick<Settings, 'brandName' | 'brandLogo' | 'termsUrl'>,
  portalUrl: string,
): Record<string, string> {
  const logo = brandLogo === undefined ? undefined : readBrandLogo(brandLogo);
  return {
    ...(brandName !== undefined && { [environmentNames.brandName]: brandName }),
    ...(termsUrl !== undefined && { [environmentNames.termsUrl]: termsUrl }),
    ...(logo?.type === 'png' && {
      [environmentNames.brandLogoUrl]: `${portalUrl}${logoPath(logo)}`,
      [environmentNames.brandLogoSize]: `${logo.width}x${logo.height}`,
    }),
  };
}
