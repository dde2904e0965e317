import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import subsetFont from 'subset-font';
import type { Plugin } from 'vite';
import { fonts } from './fonts.ts';

/** Kept between builds: cutting takes seconds. */
const cache = join(import.meta.dirname, '..', '.cache', 'fonts');

/**
 * Cuts the fonts down to what the portal shows: 24 KB instead of 40, or of 120 with all scripts.
 * @returns the folder with `portal-sans.woff2` and `portal-mono.woff2`
 */
export async function subsetFonts(): Promise<string> {
  const parts = await Promise.all(
    Object.entries(fonts).map(async ([name, { source, text, axes }]) => {
      const whole = readFileSync(locate(source));
      const key = createHash('sha256')
        .update(whole)
        .update(JSON.stringify([text, axes]))
        .digest('hex');
      return { name, whole, text, axes, key };
    }),
  );
  const folder = join(
    cache,
    createHash('sha256')
      .update(parts.map(({ key }) => key).join())
      .digest('hex'),
  );
  mkdirSync(folder, { recursive: true });
  for (const { name, whole, text, axes } of parts) {
    const file = join(folder, `${name}.woff2`);
    if (existsSync(file)) continue;
    const subset = await subsetFont(whole, text, {
      targetFormat: 'woff2',
      ...(axes && { variationAxes: axes }),
    });
    // Several builds may run at once, and none may read half a file.
    const part = `${file}.${process.pid}`;
    writeFileSync(part, subset);
    renameSync(part, file);
  }
  return folder;
}

/** Has the browser fetch the text's font along with the styles, and ships the licences of both. */
export function shipFonts(): Plugin {
  let base = '/';
  return {
    name: 'ship-fonts',
    apply: 'build',
    configResolved: (config) => {
      base = config.base;
    },
    generateBundle() {
      for (const [name, { licence }] of Object.entries(fonts))
        this.emitFile({
          type: 'asset',
          fileName: `fonts/${name}-licence.txt`,
          source: readFileSync(locate(licence)),
        });
    },
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle = {} }) =>
        Object.keys(bundle)
          .filter((file) => /portal-sans-.*\.woff2$/.test(file))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: base + file, crossorigin: '' },
            injectTo: 'head-prepend' as const,
          })),
    },
  };
}

function locate(file: string): string {
  return createRequire(import.meta.url).resolve(file);
}
