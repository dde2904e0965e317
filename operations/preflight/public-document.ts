/** How long a provider may take; Cognito waits no longer. */
const patienceMs = 10_000;

/** Why a document on the internet can't be read, in words that end a sentence. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

/**
 * Fetches a public document.
 * @param web `fetch`, or a stand-in
 * @throws UnreadableError
 */
export async function readPublicDocument(url: string, web: typeof fetch): Promise<string> {
  try {
    const response = await web(url, { signal: AbortSignal.timeout(patienceMs) });
    if (response.ok) return await response.text();
    throw new UnreadableError(`answers with the status ${response.status}`);
  } catch (error) {
    if (error instanceof UnreadableError) throw error;
    throw new UnreadableError(explain(error));
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return 'does not answer';
  if (error.name === 'TimeoutError') return `does not answer within ${patienceMs / 1000} seconds`;
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
  const reason = reasons.find(([form]) => form.test(code))?.[1] ?? 'does not answer';
  return `${reason} (${code})`;
}

const reasons: readonly [RegExp, string][] = [
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'has a name that DNS does not know'],
  [/^ECONNREFUSED$/, 'refuses the connection'],
  [/CERT|SELF_SIGNED|ALTNAME|SSL|TLS/, 'has no certificate that is trusted'],
];
