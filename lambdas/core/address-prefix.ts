/**
 * The network that an address lies in, `203.0.113.0/24` or `2001:db8:1::/48`: enough for the holder of a key to
 * recognize a server of their own, too little to tell people apart. Null if the text is no address.
 */
export function addressPrefix(address: string): string | null {
  if (isIPv4(address)) return `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
  // A zone has no meaning elsewhere.
  const plain = address.split('%')[0] ?? '';
  if (!isIPv6(plain)) return null;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped !== undefined) return addressPrefix(mapped);
  return formatGroups(leadingGroups(plain));
}

/** Three bytes for IPv4, six for IPv6. */
export function packPrefix(prefix: string): Uint8Array {
  const [network = ''] = prefix.split('/');
  if (isIPv4(network)) return Uint8Array.from(network.split('.').slice(0, 3).map(Number));
  return Uint8Array.from(leadingGroups(network).flatMap((group) => [group >> 8, group & 0xff]));
}

/** The prefix that `packPrefix` has packed; null for any other number of bytes. */
export function unpackPrefix(bytes: Uint8Array): string | null {
  if (bytes.length === 3) return `${bytes.join('.')}.0/24`;
  if (bytes.length !== 6) return null;
  return formatGroups([0, 2, 4].map((at) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)));
}

/** The first 48 bits of an IPv6 address, in three groups of 16. */
function leadingGroups(address: string): number[] {
  const [left = '', right] = address.split('::');
  const before = parseGroups(left);
  const after = parseGroups(right ?? '');
  const zeros = right === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<number>(zeros).fill(0), ...after].slice(0, 3);
}

/** An IPv4 address at the end stands for the last two groups, whose values don't matter here. */
function parseGroups(text: string): number[] {
  return text === ''
    ? []
    : text.split(':').flatMap((group) => (group.includes('.') ? [0, 0] : [Number.parseInt(group, 16)]));
}

function formatGroups(groups: readonly number[]): string {
  const texts = groups.map((group) => group.toString(16));
  while (texts.at(-1) === '0') texts.pop();
  return `${texts.join(':')}::/48`;
}

function isIPv4(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255);
}

function isIPv6(text: string): boolean {
  return /^[\da-f:.]+$/i.test(text) && URL.canParse(`http://[${text}]/`);
}
