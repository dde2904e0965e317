import { packPrefix, unpackPrefix } from '../../core/address-prefix.ts';
import { fromEpochSeconds, toEpochSeconds } from '../../core/instant.ts';
import { type KeyUse, neverUsed, recentDays } from '../../core/key-use.ts';

// The use of a key as one attribute of its item. Lists read it of each key, so it is packed into about 30 bytes:
// that of 100 keys is one read unit. In this order, numbers as varints (seven bits to a byte, the lowest first):
//   format (1), last used (seconds since 1970; 0: never), last refused, newest day (since 1970; 0: no counts),
//   calls of that day and of the seven before it; then, if any call was ever refused, the refused ones likewise.
// What is left are the bytes of the network of the last use: three, six or none.

const format = 1;

export function packUse({ lastUsedAt, lastUsedFrom, lastRefusedAt, recent }: KeyUse): Uint8Array {
  const newest = Math.max(0, ...recent.keys());
  const days =
    newest === 0 ? [] : Array.from({ length: recentDays }, (_, index) => recent.get(newest - index));
  const numbers = [
    format,
    lastUsedAt ? toEpochSeconds(lastUsedAt) : 0,
    lastRefusedAt ? toEpochSeconds(lastRefusedAt) : 0,
    newest,
    ...days.map((counts) => counts?.calls ?? 0),
    ...(lastRefusedAt ? days.map((counts) => counts?.refused ?? 0) : []),
  ];
  return Uint8Array.from([
    ...numbers.flatMap(toVarint),
    ...(lastUsedFrom === null ? [] : packPrefix(lastUsedFrom)),
  ]);
}

/** @throws Error if the attribute is of another format: it must not be taken for that of an unused key */
export function unpackUse(packed: Uint8Array | undefined): KeyUse {
  if (packed === undefined) return neverUsed;
  let position = 0;
  const next = () => {
    let value = 0;
    for (let scale = 1; position < packed.length; scale *= 128) {
      const byte = packed[position++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) break;
    }
    return value;
  };
  if (next() !== format) throw new Error('The table contains the use of a key in an unknown format.');
  const instant = (seconds: number) => (seconds === 0 ? null : fromEpochSeconds(seconds));
  const lastUsedAt = instant(next());
  const lastRefusedAt = instant(next());
  const newest = next();
  const series = () => Array.from({ length: newest === 0 ? 0 : recentDays }, next);
  const calls = series();
  const refused = lastRefusedAt ? series() : [];
  const days = calls
    .map((count, index) => [newest - index, { calls: count, refused: refused[index] ?? 0 }] as const)
    .filter(([, counts]) => counts.calls + counts.refused > 0)
    .reverse();
  return {
    lastUsedAt,
    lastUsedFrom: unpackPrefix(packed.slice(position)),
    lastRefusedAt,
    recent: new Map(days),
  };
}

function toVarint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}
