import { readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { fonts } from '../../portal/fonts.ts';

/** The build of the portal cuts the fonts; here their packages count. */
const fontSources = Object.fromEntries(
  Object.entries(fonts).map(([name, { source }]) => [`@fonts/${name}.woff2`, source]),
);

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A package of which at least one file is part of a bundle. */
export interface BundledPackage {
  name: string;
  version: string;
  /** From the root of the project, such as `node_modules/zod`. */
  folder: string;
  /** SPDX expression; null: the package names none. */
  licence: string | null;
  /** The bundles that hold it: the functions by name, and `portal`. */
  bundles: string[];
}

/** Asks esbuild, which bundles the functions, what goes into them; and what the portal's pages are made of. */
export async function findBundledPackages(
  options: Pick<BuildOptions, 'conditions' | 'external' | 'mainFields'>,
): Promise<BundledPackage[]> {
  const functions = readdirSync(join(root, 'lambdas', 'handlers')).filter((name) => /\.tsx?$/.test(name));
  const builds = await Promise.all([
    list({
      ...options,
      entryPoints: functions.map((name) => join('lambdas', 'handlers', name)),
      platform: 'node',
    }),
    list({ entryPoints: { portal: 'portal/src/main.tsx' }, platform: 'browser', alias: fontSources }),
  ]);
  const packages = new Map<string, BundledPackage>();
  for (const { bundle, path } of builds.flat()) {
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
    if (folder === undefined) continue;
    const known = packages.get(folder) ?? readPackage(folder);
    if (!known.bundles.includes(bundle)) known.bundles.push(bundle);
    packages.set(folder, known);
  }
  return [...packages.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** The files of which something is in a bundle. Bundles of one build share the parsing, not the output. */
async function list(options: BuildOptions): Promise<{ bundle: string; path: string }[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    outdir: 'unwritten',
    write: false,
    bundle: true,
    metafile: true,
    minify: true,
    logLevel: 'error',
    jsx: 'automatic',
    loader: { '.svg': 'dataurl', '.woff2': 'file' },
    ...options,
  });
  return Object.entries(metafile?.outputs ?? {}).flatMap(([output, { inputs }]) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      // Fonts are files of the portal's own.
      .map(([path]) => ({ bundle: path.endsWith('.woff2') ? 'portal' : parse(output).name, path })),
  );
}

function readPackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: unknown;
  };
  return { name, version, folder, licence: typeof license === 'string' ? license : null, bundles: [] };
}
