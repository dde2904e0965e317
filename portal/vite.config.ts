import { defineConfig, type Plugin } from 'vite';
import { shipFonts, subsetFonts } from './subset-fonts.ts';

const fonts = await subsetFonts();

/** The portal's pages. Settings come at run time, from /config.json: one build serves all stages. */
export default defineConfig({
  plugins: [ownLanguageOnly(), shipFonts(), layersInOrder()],
  resolve: { alias: { '@fonts': fonts } },
  // Below the repository's root there is no .env that is meant for the portal.
  envDir: false,
  build: {
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
    // Files of their own instead of data: addresses, and preloads by plain links: nothing inline for the page's policy to allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // Libraries mark their parts for frameworks that render on servers, which means nothing here.
      onLog: (level, log, report) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
});

/**
 * Style sheets come in any order, and the first mention of a layer decides which wins: each names them all at its
 * start. What is for a page wins over what is for a component, whatever the selectors.
 */
function layersInOrder(): Plugin {
  return {
    name: 'layers-in-order',
    generateBundle: (_, bundle) => {
      for (const file of Object.values(bundle))
        if (file.type === 'asset' && file.fileName.endsWith('.css'))
          file.source = `@layer tokens,base,components,pages;${file.source}`;
    },
  };
}

/** React Aria brings its few words in 34 languages. The portal has one (src/texts/locale.ts). */
function ownLanguageOnly(): Plugin {
  return {
    name: 'own-language-only',
    enforce: 'pre',
    load: (id) =>
      /react-aria.*\/intl\/.*\/(?!en-)[a-z]{2}-[A-Z]{2}\.m?js$/.test(id)
        ? 'export default undefined;'
        : undefined,
  };
}
