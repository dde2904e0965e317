import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { argv, pid } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const output = join(folder, 'dist');

/** The built program, to import. */
export const program = pathToFileURL(join(output, 'main.js')).href;

/** Whether the program is not built yet, or from an older source. */
export function isStale() {
  const built = statSync(join(output, 'main.js'), { throwIfNoEntry: false });
  if (!built) return true;
  const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' });
  return ['package.json', ...sources.map((path) => join('src', path))].some(
    (path) => statSync(join(folder, path)).mtimeMs > built.mtimeMs,
  );
}

/** Bundles the program, with what it loads lazily in files of its own. Two builds at once leave one whole. */
export async function build() {
  const { build: bundle } = await import('esbuild');
  const made = join(folder, `dist-${pid}`);
  await bundle({
    absWorkingDir: folder,
    entryPoints: ['src/main.ts'],
    outdir: made,
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    // Packages of CommonJS that ask for Node's own modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  try {
    rmSync(output, { recursive: true, force: true });
    renameSync(made, output);
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    // The other build's, which was quicker.
    if (isStale()) throw error;
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) await build();
