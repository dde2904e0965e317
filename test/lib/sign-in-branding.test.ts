import { contrast } from '../../lambdas/core/brand-colours.ts';
import { signInBranding } from '../../lib/sign-in-branding.ts';

interface Mode {
  defaults: { backgroundColor: string; textColor: string };
}

it.each(['#4650d4', '#ffd400', '#000000'])('keeps the button of the sign-in page legible for %s', (brand) => {
  const { components } = signInBranding(brand).settings as {
    components: { primaryButton: Record<'lightMode' | 'darkMode', Mode> };
  };
  for (const { defaults } of Object.values(components.primaryButton)) {
    expect(defaults.backgroundColor).toBe(`${brand.slice(1)}ff`);
    const [ground = '', text = ''] = [defaults.backgroundColor, defaults.textColor].map(
      (colour) => `#${colour.slice(0, 6)}`,
    );
    expect(contrast(ground, text)).toBeGreaterThanOrEqual(4.5);
  }
});

it('writes every colour as Cognito does', () => {
  const { settings } = signInBranding('#4650d4');
  const colours = [...JSON.stringify(settings).matchAll(/"(\w*[cC]olor)":"([^"]*)"/g)];
  expect(colours.length).toBeGreaterThan(50);
  for (const [, name, colour] of colours)
    expect([name, colour]).toEqual([name, expect.stringMatching(/^[0-9a-f]{8}$/)]);
});

it('shows the logo in both schemes, and none without one', () => {
  const logo = { content: Buffer.from('<svg/>'), type: 'svg', width: 26, height: 26 } as const;
  expect(signInBranding('#4650d4', logo)).toMatchObject({
    settings: { components: { form: { logo: { enabled: true } } } },
    assets: ['LIGHT', 'DARK'].map((colorMode) => ({
      category: 'FORM_LOGO',
      colorMode,
      extension: 'SVG',
      bytes: 'PHN2Zy8+',
    })),
  });
  const without = signInBranding('#4650d4');
  expect(without).toMatchObject({ settings: { components: { form: { logo: { enabled: false } } } } });
  expect(without.assets).toBeUndefined();
});
