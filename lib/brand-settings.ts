import * as z from 'zod/mini';
import { brandColorForm, defaultBrandColor } from '../lambdas/core/brand-colours.ts';
import { LogoError, readBrandLogo } from './brand-logo.ts';

const colorError = 'must be a colour of six hexadecimal digits, such as #4650d4';
const nameError = 'must be 1 to 40 characters without quotes and angle brackets';
const supportError = 'must be where your customers get help: an address that starts with https:// or mailto:';
const termsError = 'must be where your terms of use are: an address that starts with https://';

/** The settings that make portal, mails and sign-in page the operator's own. */
export const brandSettings = {
  brandColor: z._default(
    z.string({ error: colorError }).check(z.regex(brandColorForm, colorError)),
    defaultBrandColor,
  ),
  brandName: z.optional(
    z.string({ error: nameError }).check(z.regex(/^(?=.*\S)[^\p{Cc}<>"]{1,40}$/u, nameError), z.trim()),
  ),
  brandLogo: z.optional(z.string({ error: 'must be the path of a file' }).check(isLogo)),
  supportUrl: z.optional(z.string({ error: supportError }).check(z.refine(isSupportUrl, supportError))),
  termsUrl: z.optional(z.string({ error: termsError }).check(z.refine(isPage, termsError))),
};

function isLogo({ value, issues }: z.core.ParsePayload<string>): void {
  try {
    readBrandLogo(value);
  } catch (error) {
    if (!(error instanceof LogoError)) throw error;
    issues.push({ code: 'custom', message: error.message, input: value });
  }
}

function isSupportUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname } = new URL(text);
  if (protocol === 'mailto:') return /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i.test(pathname);
  return isPage(text);
}

function isPage(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === 'https:' && !username && !password;
}
