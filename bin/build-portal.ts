import { join } from 'node:path';
import { buildPortal } from '../lib/portal-build.ts';

// `npm run build:portal`: builds the portal as each synthesis does, to look at the output.
console.log(buildPortal(join(import.meta.dirname, '..', '.cache', 'portal')));
