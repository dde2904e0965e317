import PQueue from 'p-queue';
import { environmentNames, requireEnv } from '../adapters/environment.ts';
import { createApi, type Operation } from '../adapters/http/api.ts';
import { readProvisioner } from '../adapters/http/caller.ts';
import { readBody } from '../adapters/http/request.ts';
import { LeakStore } from '../adapters/table/leak-store.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { TrailStore } from '../adapters/table/trail-store.ts';
import { leakedTokensBodyLimit, leakedTokensRequest } from '../contract/leaked-token-schemas.ts';
import { operatorRoutesOf } from '../contract/operator-routes.ts';
import { parseAccessKey } from '../core/access-key.ts';
import type { LeakOutcome } from '../core/leak.ts';
import { hideSecrets } from '../core/leak-place.ts';
import { type Credential, parseToken, tokenPattern } from '../core/token.ts';

const keyPrefix = requireEnv(environmentNames.keyPrefix);
const { leaks, trail } = connectStores({ leaks: LeakStore, trail: TrailStore });

/** Keys whose secrets are ended at the same time. */
const concurrency = 10;

/** A token of ours in a request, with all places where it was found. */
interface Report {
  token: string;
  credential: Credential;
  places: string[];
}

/**
 * Ends the secrets of tokens that others have found. Whoever does not get the response may repeat the request: what has been done
 * stays, and is said again.
 */
const reportLeakedTokens: Operation = async (event) => {
  const { tokens } = readBody(event, leakedTokensRequest, { limitBytes: leakedTokensBodyLimit });
  const record = trail.by(readProvisioner(event));
  const now = new Date();
  const outcomes = new Map<string, LeakOutcome>();
  const queue = new PQueue({ concurrency });
  const byKey = Map.groupBy(collectReports(tokens), ({ credential }) => credential.accessKey);
  await queue.addAll(
    [...byKey].map(([accessKey, reports]) => async () => {
      const address = parseAccessKey(accessKey);
      if (!address) return;
      // One after the other: which secret of a key is its last depends on those before.
      for (const { token, credential, places } of reports) {
        outcomes.set(token, await leaks.end(address, credential.secretKey, { places, now, record }));
      }
    }),
  );
  const results = tokens.map(({ token }) => ({ outcome: outcomes.get(token) ?? 'not_a_token' }));
  return { status: 200, body: { results } };
};

/** Tokens by their checksums, before anything is read; each once. */
function collectReports(tokens: readonly { token: string; url?: string | undefined }[]): Report[] {
  const reports = new Map<string, Report>();
  for (const { token } of tokens) {
    const credential = parseToken(keyPrefix, token);
    if (credential && !reports.has(token)) reports.set(token, { token, credential, places: [] });
  }
  const secrets = [...reports.values()].map(({ credential }) => credential.secretKey);
  for (const { token, url } of tokens) {
    if (url !== undefined)
      reports.get(token)?.places.push(hideSecrets(url, secrets, tokenPattern(keyPrefix)));
  }
  return [...reports.values()];
}

export const handler = createApi(operatorRoutesOf('leaked-tokens'), { reportLeakedTokens });
