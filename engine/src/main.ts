import { compileCache } from './compile-cache.ts';

// `npm start`. Nothing else is loaded before the cache is on, as only what comes after it is kept there.
compileCache.enable();
await import('./cli.ts');
