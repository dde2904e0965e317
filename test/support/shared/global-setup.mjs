import { makers } from './makers.ts';
import { portVariable, SharedServer } from './shared-server.ts';

/** Opens the server of what test files share, once per run of jest: several projects may ask for it. */
export default async function setUp() {
  globalThis.sharedServer ??= await SharedServer.open();
  globalThis.sharedServer.offer(makers);
  process.env[portVariable] = String(globalThis.sharedServer.port);
}
