/**
 * What programs read a key from: `ACME_TOKEN` of the brand Acme. A name without a Latin letter gives `API_TOKEN`.
 * @param brand the operator's name for the product
 */
export function variableNames(brand: string): {
  readonly apiUrl: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly token: string;
  /** Of a file with all of them. */
  readonly file: string;
} {
  const words = brand
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter(Boolean);
  // A variable can't begin with a digit.
  const prefix = /^[A-Z]/.test(words[0] ?? '') ? words.join('_') : ['API', ...words].join('_');
  return {
    apiUrl: `${prefix}_API_URL`,
    accessKey: `${prefix}_ACCESS_KEY`,
    secretKey: `${prefix}_SECRET_KEY`,
    token: `${prefix}_TOKEN`,
    file: `${prefix.toLowerCase().replaceAll('_', '-')}.env`,
  };
}
