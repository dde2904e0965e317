import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shared } from '../support/shared/shared.ts';
import type { BundledPackage } from './bundle-licences.ts';

jest.setTimeout(120_000);

/** Licences that ask of who distributes the code no more than to name its authors, or not even that (MIT-0, Unlicense). */
const accepted = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  // Of fonts: they must not be sold by themselves.
  'OFL-1.1',
  'Python-2.0',
  'Unlicense',
  'Zlib',
];

let packages: BundledPackage[];
beforeAll(async () => {
  packages = await shared<BundledPackage[]>('packages');
});

it('bundles no package without a licence, or with one that binds more than to a mention', () => {
  // The report itself, for whoever asks for it: LATCHKEY_TEST_REPORT=licences.
  if (process.env.LATCHKEY_TEST_REPORT === 'licences') {
    const rows = packages.map(
      ({ name, version, licence, bundles }) => `${name}\t${version}\t${licence}\t${bundles.join(' ')}`,
    );
    process.stdout.write(`${rows.join('\n')}\n`);
  }
  const isAccepted = (licence: string | null) =>
    (licence ?? 'none')
      .replace(/[()]/g, '')
      .split(/ OR /)
      .some((choice) => choice.split(/ AND /).every((one) => accepted.includes(one)));
  expect(packages.filter(({ licence }) => !isAccepted(licence))).toEqual([]);
});

it('finds the packages that are known to be there, in the bundles that hold them', () => {
  const bundlesOf = (name: string) => packages.find((found) => found.name === name)?.bundles ?? [];
  expect(bundlesOf('@aws-sdk/lib-dynamodb')).toEqual(expect.arrayContaining(['account', 'keys', 'notifier']));
  for (const name of ['react-dom', '@fontsource-variable/geist']) expect(bundlesOf(name)).toContain('portal');
  expect(packages.filter(({ bundles }) => bundles.includes('authorizer'))).toEqual([]);
});

it('bundles only what the lockfile pins, with its checksum', () => {
  const lock = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; integrity?: string }>;
  };
  for (const { name, version } of packages) {
    const pinned = Object.entries(lock.packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
    expect([name, pinned.some(([, entry]) => entry.version === version && entry.integrity)]).toEqual([
      name,
      true,
    ]);
  }
});
