import { defineConfig } from 'vite';
import portal from './vite.config.ts';

/** The page of all components, which the local engine shows and nothing deploys. */
export default defineConfig({
  ...portal,
  root: `${import.meta.dirname}/components`,
  base: '/_local/components/',
  publicDir: false,
});
