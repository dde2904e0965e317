import type { CfnManagedLoginBrandingProps } from 'aws-cdk-lib/aws-cognito';
import { type BrandColours, brandColours, type ColourScheme } from '../lambdas/core/brand-colours.ts';
import type { BrandLogo } from './brand-logo.ts';

type Colour = (role: keyof BrandColours) => string;

/**
 * What makes Cognito's managed login look like the portal: its colours by their roles, and its logo. Whatever is
 * not named here stays as Cognito has it.
 */
export function signInBranding(
  brandColor: string,
  logo?: BrandLogo,
): Pick<CfnManagedLoginBrandingProps, 'settings' | 'assets'> {
  const modes = <Part>(paint: (colour: Colour) => Part) => ({
    lightMode: paint(colourIn('light', brandColor)),
    darkMode: paint(colourIn('dark', brandColor)),
  });
  const settings = {
    categories: { global: { colorSchemeMode: 'DYNAMIC' } },
    componentClasses: {
      buttons: { borderRadius: 8 },
      divider: modes((colour) => ({ borderColor: colour('line') })),
      focusState: modes((colour) => ({ borderColor: colour('focus') })),
      input: {
        borderRadius: 8,
        ...modes((colour) => ({
          defaults: { backgroundColor: colour('surface'), borderColor: colour('line-strong') },
          placeholderColor: colour('faint'),
        })),
      },
      inputDescription: modes((colour) => ({ textColor: colour('muted') })),
      inputLabel: modes((colour) => ({ textColor: colour('text') })),
      link: modes((colour) => ({
        defaults: { textColor: colour('brand-text') },
        hover: { textColor: colour('text') },
      })),
      optionControls: modes((colour) => ({
        defaults: { backgroundColor: colour('surface'), borderColor: colour('line-strong') },
        selected: { backgroundColor: colour('brand'), foregroundColor: colour('on-brand') },
      })),
    },
    components: {
      alert: {
        borderRadius: 8,
        ...modes((colour) => ({
          error: { backgroundColor: colour('danger-soft'), borderColor: colour('danger-line') },
        })),
      },
      form: {
        borderRadius: 12,
        ...modes((colour) => ({ backgroundColor: colour('surface'), borderColor: colour('line') })),
        logo: { enabled: logo !== undefined, formInclusion: 'IN', location: 'CENTER', position: 'TOP' },
      },
      pageBackground: { image: { enabled: false }, ...modes((colour) => ({ color: colour('page') })) },
      pageText: modes((colour) => ({
        headingColor: colour('text'),
        bodyColor: colour('text'),
        descriptionColor: colour('muted'),
      })),
      primaryButton: modes((colour) => {
        const hovered = { backgroundColor: colour('brand-hover'), textColor: colour('on-brand') };
        return {
          defaults: { backgroundColor: colour('brand'), textColor: colour('on-brand') },
          hover: hovered,
          active: hovered,
        };
      }),
      secondaryButton: modes((colour) => {
        const plain = { borderColor: colour('line-button'), textColor: colour('text') };
        const hovered = { backgroundColor: colour('hover'), ...plain };
        return {
          defaults: { backgroundColor: colour('surface'), ...plain },
          hover: hovered,
          active: hovered,
        };
      }),
    },
  };
  return {
    settings,
    ...(logo && {
      // One for each scheme: Cognito shows none of the other.
      assets: ['LIGHT', 'DARK'].map((colorMode) => ({
        category: 'FORM_LOGO',
        colorMode,
        extension: logo.type.toUpperCase(),
        bytes: logo.content.toString('base64'),
      })),
    }),
  };
}

/** Cognito's form of a colour: `rrggbbaa`. */
function colourIn(scheme: ColourScheme, brandColor: string): Colour {
  const colours = brandColours(brandColor, scheme);
  return (role) => `${colours[role].slice(1)}ff`;
}
