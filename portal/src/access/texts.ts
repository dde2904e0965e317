import { en } from '../texts/en/access.ts';
import { locale } from '../texts/locale.ts';
import { translator } from '../texts/translator.ts';

export const t = translator({ [locale]: en });
