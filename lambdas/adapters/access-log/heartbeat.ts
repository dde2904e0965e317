import type { Heartbeat } from '../../contract/access-log.ts';

const timeoutMs = 10_000;

/**
 * Makes a call whose line in the access log shows how far the log has been read. A refusal has a line like
 * any other call.
 * @throws Error if there was no response
 */
export async function callGateway({ heartbeat: url }: Heartbeat): Promise<void> {
  const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
  await response.body?.cancel();
}
