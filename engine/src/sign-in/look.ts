import type { Assembly } from '../assembly/assembly.ts';
import { isObject, type JsonObject } from '../assembly/json.ts';

/** How the sign-in page looks: CSS, and the logo as a data URL. */
export interface SignInLook {
  readonly css: string;
  readonly logo: string | undefined;
}

/** As the app's branding of managed login has it, whose settings the CDK passes on as they are. Without one, plain. */
export function readSignInLook(assembly: Assembly): SignInLook {
  const branding = assembly.resources('AWS::Cognito::ManagedLoginBranding')[0];
  const settings = branding?.value('Settings');
  if (!isObject(settings)) return { css: '', logo: undefined };
  const asset = branding
    ?.list('Assets')
    .filter(isObject)
    .find(({ Category }) => Category === 'FORM_LOGO');
  return {
    css: `:root{${variables(settings, 'lightMode')}}@media(prefers-color-scheme:dark){:root{${variables(settings, 'darkMode')}}}`,
    logo: typeof asset?.Bytes === 'string' ? `data:${mediaTypeOf(asset)};base64,${asset.Bytes}` : undefined,
  };
}

/** Custom property of the page to place in the settings; MODE is the scheme. */
const places: Readonly<Record<string, string>> = {
  page: 'components.pageBackground.MODE.color',
  card: 'components.form.MODE.backgroundColor',
  'card-line': 'components.form.MODE.borderColor',
  heading: 'components.pageText.MODE.headingColor',
  text: 'components.pageText.MODE.bodyColor',
  field: 'componentClasses.input.MODE.defaults.backgroundColor',
  'field-line': 'componentClasses.input.MODE.defaults.borderColor',
  button: 'components.primaryButton.MODE.defaults.backgroundColor',
  'button-text': 'components.primaryButton.MODE.defaults.textColor',
};

function variables(settings: JsonObject, mode: 'lightMode' | 'darkMode'): string {
  return Object.entries(places)
    .map(([name, place]) => [name, valueAt(settings, place.replace('MODE', mode))] as const)
    .filter(([, colour]) => colour !== undefined)
    .map(([name, colour]) => `--${name}:#${colour}`)
    .join(';');
}

/** A colour as Cognito has it: `rrggbbaa`. */
function valueAt(settings: JsonObject, place: string): string | undefined {
  const value = place
    .split('.')
    .reduce<unknown>((part, name) => (isObject(part) ? part[name] : undefined), settings);
  return typeof value === 'string' && /^[0-9a-f]{8}$/i.test(value) ? value : undefined;
}

function mediaTypeOf({ Extension }: JsonObject): string {
  return Extension === 'SVG' ? 'image/svg+xml' : `image/${String(Extension).toLowerCase()}`;
}
