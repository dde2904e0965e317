import { InvalidArgumentError } from 'commander';

const accountIdLength = 12;

/** An account's id; or any access key of the account, which begins with it. */
export function readAccountId(text: string): string {
  if (/^[0-9A-Za-z]{12}$/.test(text) || /^[0-9A-Za-z]{24}$/.test(text)) return accountIdOf(text);
  throw new InvalidArgumentError(
    isToken(text)
      ? tokenAdvice
      : 'It is an account id (12 letters and digits) or an access key of the account (24). To find an account: latchkey accounts find',
  );
}

export function readAccessKey(text: string): string {
  if (/^[0-9A-Za-z]{24}$/.test(text)) return text;
  throw new InvalidArgumentError(
    isToken(text)
      ? tokenAdvice
      : 'It is an access key: 24 letters and digits. To list those of an account: latchkey keys list <account>',
  );
}

/** The account that an access key belongs to. */
export function accountIdOf(accessKey: string): string {
  return accessKey.slice(0, accountIdLength);
}

export const tokenAdvice =
  'It is a token, which holds a secret: the access key is the part between its underscores. If the token was found where it should not be: latchkey leaked';

export function isToken(text: string): boolean {
  return /^[a-z0-9]+_[0-9A-Za-z]{24}_/.test(text);
}
