/** Ends all that was shared. */
export default async function tearDown() {
  await globalThis.sharedServer?.close();
  globalThis.sharedServer = undefined;
}
