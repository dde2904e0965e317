import { fileURLToPath } from 'node:url';

/** Where an operator's settings are, and the files that these name. */
export const stagesFolder = fileURLToPath(new URL('../stages', import.meta.url));
