import { en } from '../texts/en/secret.ts';
import { locale } from '../texts/locale.ts';
import { translator } from '../texts/translator.ts';

export const secretText = translator({ [locale]: en });
