import type { Client } from '../api/client.ts';
import { accessKeyOf } from '../input/token-form.ts';

/** A token that somebody found, and in which line of the input. */
export interface Finding {
  readonly line: number;
  readonly token: string;
  readonly url: string | undefined;
}

/** What became of it. The access key is no secret; the token is never repeated. */
export interface FindingResult {
  readonly line: number;
  readonly accessKey: string | null;
  readonly outcome: string;
}

/** What one call may have. */
const batchSize = 100;
/** Of the body of a call: addresses may be long. */
const batchCharacters = 200_000;

/** Reports tokens in batches, in their order. What is no token by its checksum is answered here and never sent. */
export class LeakReport {
  readonly #client: Client;
  readonly #tell: (result: FindingResult) => void;
  #batch: Finding[] = [];
  #batchTokens = 0;
  #batchCharacters = 0;
  lines = 0;
  reported = 0;
  readonly outcomes = new Map<string, number>();

  constructor(client: Client, tell: (result: FindingResult) => void) {
    this.#client = client;
    this.#tell = tell;
  }

  /** The first line that has no result yet. */
  get firstPending(): number {
    return this.#batch[0]?.line ?? this.lines + 1;
  }

  /** Takes a finding. @returns whether a batch was sent for it */
  async add(finding: Finding): Promise<boolean> {
    const isToken = accessKeyOf(finding.token) !== null;
    const size = isToken ? finding.token.length + (finding.url?.length ?? 0) * 3 : 0;
    const isFull = this.#batchTokens === batchSize || this.#batchCharacters + size > batchCharacters;
    // What is no token waits too, for the order; a flood of it must not wait for ever.
    const isLong = this.#batch.length >= 10 * batchSize;
    if (isFull || isLong) await this.flush();
    this.#batch.push(finding);
    this.lines = finding.line;
    if (isToken) this.#batchTokens++;
    this.#batchCharacters += size;
    return isFull || isLong;
  }

  async flush(): Promise<void> {
    const tokens = this.#batch
      .filter(({ token }) => accessKeyOf(token) !== null)
      .map(({ token, url }) => ({ token, ...(url !== undefined && { url }) }));
    const results = tokens.length > 0 ? await this.#send(tokens) : [];
    let sent = 0;
    for (const { line, token } of this.#batch) {
      const accessKey = accessKeyOf(token);
      const outcome = accessKey === null ? 'not_a_token' : (results[sent++]?.outcome ?? 'unknown');
      this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
      this.#tell({ line, accessKey, outcome });
    }
    this.reported += tokens.length;
    this.#batch = [];
    this.#batchTokens = 0;
    this.#batchCharacters = 0;
  }

  async #send(tokens: readonly { token: string; url?: string }[]): Promise<readonly { outcome: string }[]> {
    const { body } = await this.#client.call<{ results: { outcome: string }[] }>({
      method: 'POST',
      path: '/v1/leaked-tokens',
      body: { tokens },
    });
    return body.results;
  }
}

const meanings: Readonly<Record<string, string>> = {
  expired: 'the key had no other secret key: it is expired, and a rotation with --expires brings it back',
  secret_ended: 'that secret key ended; another one of the key goes on',
  not_current: 'a token of this form, but no secret key that works: nothing to end',
  not_a_token: 'no token, by its form or checksum: not sent',
};

/** The summary for people. */
export function explain({ lines, outcomes }: LeakReport): string[] {
  const counts = [...outcomes].map(
    ([outcome, count]) => `  ${outcome}: ${count} (${meanings[outcome] ?? 'see the documentation'})`,
  );
  return [`${lines} ${lines === 1 ? 'line' : 'lines'}.`, ...counts];
}
