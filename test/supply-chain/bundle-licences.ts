import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

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
  const bundles = [
    ...functions.map((name) => ({
      name: name.replace(/\.tsx?$/, ''),
      entry: `lambdas/handlers/${name}`,
      platform: 'node',
    })),
    { name: 'portal', entry: 'portal/src/main.tsx', platform: 'browser' },
  ];
  const packages = new Map<string, BundledPackage>();
  for (const { name, entry, platform } of bundles) {
    const isFunction = platform === 'node';
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [entry],
      outdir: 'unwritten',
      write: false,
      bundle: true,
      metafile: true,
      minify: true,
      logLevel: 'error',
      platform: isFunction ? 'node' : 'browser',
      jsx: 'automatic',
      loader: { '.svg': 'dataurl', '.woff2': 'dataurl' },
      ...(isFunction && options),
    });
    const parts = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
    for (const [path, { bytesInOutput }] of parts) {
      const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
      if (folder === undefined || bytesInOutput === 0) continue;
      const known = packages.get(folder) ?? readPackage(folder);
      if (!known.bundles.includes(name)) known.bundles.push(name);
      packages.set(folder, known);
    }
  }
  return [...packages.values()].sort((a, b) => a.name.localeCompare(b.name));
}

function readPackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: unknown;
  };
  return { name, version, folder, licence: typeof license === 'string' ? license : null, bundles: [] };
}
