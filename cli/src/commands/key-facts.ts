import type { Key, ListedKey, NewKey } from '../api/schema.generated.ts';
import { ending, moment } from '../output/dates.ts';
import type { Printer } from '../output/printer.ts';
import type { Column } from '../output/table.ts';

/** The facts of a key, dates in the account's time zone. */
export function keyFacts(key: Key | NewKey, timeZone: string): [string, unknown][] {
  return [
    ['access key', key.accessKey],
    ['name', key.name],
    ['description', key.description],
    ['status', key.status],
    ['leaked', key.leakedAt ? leak(key.leakedAt, timeZone) : undefined],
    ['expires', key.expiresAt === null ? 'never' : `${ending(key.expiresAt, timeZone)} (${timeZone})`],
    ['created', moment(key.createdAt, timeZone)],
    ['changed', moment(key.updatedAt, timeZone)],
    ['rotation', rotation(key, timeZone)],
    ['self-rotation', key.selfRotation ? 'yes' : 'no'],
    ['access', key.access],
    ['created by', key.createdBy ?? undefined],
    ['last used', moment(key.lastUsedAt, timeZone)],
    ['last refused', moment(key.lastRefusedAt, timeZone)],
    ['use', verdict(key)],
  ];
}

/** What is not plain of the key that an account begins with. */
export function defaultKeyFacts(key: NewKey, timeZone: string): [string, unknown][] {
  return [
    ['default key', key.accessKey],
    ['expires', ending(key.expiresAt, timeZone)],
  ];
}

/** What is shown once, at the end where it is seen. */
export function secretFacts({ secretKey, token }: { secretKey: string; token: string }): [string, string][] {
  return [
    ['secret key', secretKey],
    ['token', token],
  ];
}

export function warnOfSecret(printer: Printer): void {
  printer.warning(
    'The secret key and the token are shown only now. Store them where secrets belong; anyone who has them can call.',
  );
}

export function keyColumns(timeZone: string): Column<ListedKey>[] {
  return [
    { title: 'access key', of: ({ accessKey }) => accessKey },
    { title: 'name', of: ({ name }) => name, flexible: true },
    { title: 'status', of: ({ status, leakedAt }) => (leakedAt ? `${status}, leaked` : status) },
    { title: 'expires', of: ({ expiresAt }) => ending(expiresAt, timeZone) },
    { title: 'last used', of: ({ lastUsedAt }) => moment(lastUsedAt, timeZone) },
    { title: 'use', of: verdict },
    { title: 'rotation', of: (key) => key.rotation?.state },
  ];
}

function leak(leakedAt: string, timeZone: string): string {
  return `${moment(leakedAt, timeZone)}: only a rotation with a date brings it back (keys rotate --expires)`;
}

export function verdict({ use }: Pick<Key, 'use'>): string {
  return use.verdict.replaceAll('_', ' ');
}

function rotation({ rotation }: Pick<Key, 'rotation'>, timeZone: string): string {
  if (!rotation) return 'none';
  return rotation.state === 'pending'
    ? `pending since ${moment(rotation.startedAt, timeZone)}: both secret keys work until the new one is seen in use`
    : `overlap: the old secret key works until ${moment(rotation.oldSecretEndsAt, timeZone)}`;
}
