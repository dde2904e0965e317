import { defineConfig, type Plugin } from 'vite';

/** The banner that operators embed: one plain script with a name that stays, which needs no CORS to be loaded. */
export default defineConfig({
  envDir: false,
  publicDir: false,
  plugins: [asciiOnly()],
  build: {
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
    lib: {
      entry: 'src/embed/latchkey-banner.ts',
      name: 'LatchkeyBanner',
      formats: ['iife'],
      fileName: () => 'latchkey-banner.js',
    },
    reportCompressedSize: false,
  },
});

/** A page that doesn't say that it is UTF-8 has its scripts read in another encoding too. */
function asciiOnly(): Plugin {
  return {
    name: 'ascii-only',
    generateBundle: (_, bundle) => {
      for (const file of Object.values(bundle))
        if (file.type === 'chunk')
          file.code = file.code.replace(
            /[\u0080-\uffff]/g,
            (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
          );
    },
  };
}
