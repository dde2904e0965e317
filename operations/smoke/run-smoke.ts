import { randomBytes } from 'node:crypto';
import { type Check, type CheckGroup, field, NotRun } from './check.ts';
import { allResponseChecks } from './checks/all-responses.ts';
import { browserChecks } from './checks/browsers.ts';
import { credentialChecks, refusalChecks } from './checks/credentials.ts';
import { expiryChecks } from './checks/expiry.ts';
import { keyChecks } from './checks/keys.ts';
import { notYetMetChecks } from './checks/not-yet-met.ts';
import { signInChecks } from './checks/sign-in.ts';
import { upstreamChecks } from './checks/upstream.ts';
import { NoResponse, send } from './http-call.ts';
import { type SmokeOptions, UsageError } from './options.ts';
import { formatHeading, formatResult, formatSummary, type Result } from './report.ts';
import { Walk } from './walk.ts';

const groups: readonly CheckGroup[] = [
  signInChecks,
  keyChecks,
  credentialChecks,
  refusalChecks,
  expiryChecks,
  upstreamChecks,
  browserChecks,
  notYetMetChecks,
  allResponseChecks,
];

/**
 * Runs all checks, then deletes what they created, whatever came of them.
 * @param print takes a line at a time; no line holds a secret
 * @param interruption ends the run early: the rest is not run, the cleaning up is
 * @throws UsageError when there is no ID token to be had
 */
export async function runSmoke(
  options: SmokeOptions,
  print: (line: string) => void,
  interruption?: AbortSignal,
): Promise<Result[]> {
  const startedAt = performance.now();
  const walk = new Walk(options, options.idToken ?? (await askEngine(options)));
  interruption?.addEventListener('abort', () => {
    walk.isInterrupted = true;
  });
  const results: Result[] = [];
  let silences = 0;
  for (const { title, checks } of groups) {
    if (checks.length === 0) continue;
    print(formatHeading(title));
    for (const check of checks) {
      const obstacle = walk.isInterrupted
        ? 'interrupted'
        : silences >= patience
          ? 'given up: no responses'
          : null;
      const result = obstacle ? notRun(check, obstacle) : await runCheck(check, walk);
      if (result.mark !== 'not run') silences = result.isSilent ? silences + 1 : 0;
      results.push(result);
      print(walk.redact(formatResult(result)));
    }
  }
  print(formatHeading('Cleaning up'));
  results.push(await cleanUp(walk));
  print(walk.redact(formatResult(results.at(-1) as Result)));
  print(formatSummary(results, (performance.now() - startedAt) / 1000));
  return results;
}

/** Checks in a row that get no response before the rest is given up. */
const patience = 3;

async function runCheck(check: Check, walk: Walk): Promise<Result & { isSilent?: boolean }> {
  const { id, title, expected } = check;
  walk.checkId = id;
  try {
    return { id, title, expected, mark: 'ok', came: await check.run(walk) };
  } catch (error) {
    if (error instanceof NotRun) return notRun(check, error.message);
    // Whatever it is, the rest has to run, and what was created has to go.
    const came = error instanceof Error ? error.message : String(error);
    return { id, title, expected, mark: 'RED', came, isSilent: error instanceof NoResponse };
  }
}

function notRun({ id, title, expected }: Check, came: string): Result & { isSilent?: boolean } {
  return { id, title, expected, mark: 'not run', came };
}

async function cleanUp(walk: Walk): Promise<Result> {
  walk.checkId = 'clean-up';
  const { left, isCertain } = await walk.cleanUp();
  const [id, title, expected] = ['clean-up', 'The keys of this run', 'all deleted'];
  if (left.length > 0)
    return { id, title, expected, mark: 'RED', came: `delete by hand: ${left.join(', ')}` };
  if (!isCertain) {
    return { id, title, expected, mark: 'RED', came: `no list of keys: look for names with "${walk.mark}"` };
  }
  return { id, title, expected, mark: 'ok', came: 'all deleted; the account stays' };
}

/** An ID token of a new person from the local engine, the only place that issues them on request. */
async function askEngine({ api, timeoutSeconds }: SmokeOptions): Promise<string> {
  const email = `smoke-${randomBytes(4).toString('hex')}@example.com`;
  const response = await send({
    method: 'POST',
    url: `${new URL(api).origin}/_local/token`,
    headers: [['content-type', 'application/json']],
    body: JSON.stringify({ email }),
    timeoutSeconds,
  }).catch((error: Error) => {
    throw new UsageError(`${new URL(api).origin}: ${error.message}`);
  });
  const idToken = field(response.json, 'idToken');
  if (typeof idToken === 'string') return idToken;
  throw new UsageError(
    'this is not the local engine: give an ID token (docs/api.md, Sign in, says how to get one)',
  );
}
