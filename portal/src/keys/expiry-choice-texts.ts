import { en } from '../texts/en/expiry-choice.ts';
import { locale } from '../texts/locale.ts';
import { translator } from '../texts/translator.ts';

export const t = translator({ [locale]: en });
