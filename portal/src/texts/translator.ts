import {
  type LocalizedString,
  LocalizedStringDictionary,
  LocalizedStringFormatter,
} from '@internationalized/string';
import { isolate } from './isolate.ts';
import { locale } from './locale.ts';

/** Chooses plural forms and writes numbers as the language does. */
export class Formatter extends LocalizedStringFormatter {
  override plural(count: number, forms: { readonly one: string; readonly other: string }): string {
    return super.plural(count, forms);
  }

  override number(value: number): string {
    return super.number(value);
  }
}

/** A text, or how to make it from its variables. */
type Text = string | ((variables: never, formatter: Formatter) => string);

/** The texts of one part of the portal in one language. Another language has the same names and variables. */
export type Catalogue = Readonly<Record<string, Text>>;

type VariablesOf<Given> = Given extends (variables: infer Variables, ...rest: never[]) => string
  ? [variables: Variables]
  : [];

/**
 * Looks texts up by name, with their variables filled in. What a person wrote, such as the name of a key, is
 * isolated: a right-to-left name doesn't reorder the sentence around it.
 * @param languages a catalogue for each locale
 */
export function translator<Texts extends Catalogue>(languages: Readonly<Record<string, Texts>>) {
  // The library knows only that texts take some variables; `VariablesOf` knows which.
  const known = languages as unknown as Record<string, Record<string, LocalizedString>>;
  const dictionary = new LocalizedStringDictionary<string, LocalizedString>(known, locale);
  // Likewise: the library's type is for texts without variables.
  const formatter = new Formatter(locale, dictionary as LocalizedStringDictionary);
  return <Name extends keyof Texts & string>(name: Name, ...[given]: VariablesOf<Texts[Name]>): string =>
    formatter.format(name, given && isolated(given));
}

function isolated(variables: object): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      typeof value === 'string' ? isolate(value) : value,
    ]),
  );
}
