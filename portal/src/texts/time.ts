import { en } from './en/time.ts';
import { locale } from './locale.ts';
import { translator } from './translator.ts';

export const timeText = translator({ [locale]: en });
