import { defineConfig } from 'vite';

/** The banner that operators embed: one plain script with a name that stays, which needs no CORS to be loaded. */
export default defineConfig({
  envDir: false,
  publicDir: false,
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
