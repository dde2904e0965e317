import { en } from './en/common.ts';
import { locale } from './locale.ts';
import { translator } from './translator.ts';

export const commonText = translator({ [locale]: en });
