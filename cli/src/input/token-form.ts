import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const checksumLength = 6;

/** `<prefix>_<access key>_<secret key><checksum>`, with the prefix of whichever deployment. */
const form = /^[a-z][a-z0-9]{1,9}_([0-9A-Za-z]{24})_[0-9A-Za-z]{36}$/;

/**
 * The access key of a text that is a token by form and checksum, else null. What is none, such as a secret of another
 * service among the findings of a scanner, never leaves the machine.
 */
export function accessKeyOf(text: string): string | null {
  const accessKey = form.exec(text)?.[1];
  if (accessKey === undefined) return null;
  const body = text.slice(0, -checksumLength);
  return text.slice(-checksumLength) === encode(crc32(body)) ? accessKey : null;
}

/** In base 62, padded with zeros. */
function encode(number: number): string {
  let text = '';
  for (let rest = number; text.length < checksumLength; rest = Math.floor(rest / 62)) {
    text = `${alphabet[rest % 62]}${text}`;
  }
  return text;
}
