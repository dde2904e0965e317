import { buildPortal } from '../lib/portal-build.ts';

// `npm run build:portal`: what synthesis does by itself, to look at the outcome.
console.log(buildPortal());
