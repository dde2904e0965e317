import { synthesize } from './synthesize.ts';

/** Synthesizes the fixtures before the first test. */
export default async function setUp() {
  await Promise.all(['gateway-app', 'conformance-app', 'whole-app'].map(synthesize));
}
