import { Logger } from '@aws-lambda-powertools/logger';
import { environmentNames, readLifetimePolicy, requireEnvInteger } from '../adapters/environment.ts';
import { createApi, type Operation } from '../adapters/http/api.ts';
import { noSuchAccount, readCaller, requireAccount } from '../adapters/http/caller.ts';
import { refuseBody } from '../adapters/http/request.ts';
import { AccountDeletion } from '../adapters/table/account-deletion.ts';
import { AccountStore } from '../adapters/table/account-store.ts';
import { SignInJoining } from '../adapters/table/sign-in-joining.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { TrailStore } from '../adapters/table/trail-store.ts';
import { operatorRoutesOf } from '../contract/operator-routes.ts';
import { viewAccountForOperator } from '../core/account.ts';
import { type Deletion, viewDeletion } from '../core/account-deletion.ts';
import { Problem } from '../core/problem-catalogue.ts';
import { changeOfAccount } from '../core/trail-changes.ts';

/** As user pools and other identity providers write it. */
const signInForm = /^[\w.:|@-]{1,128}$/;

/** API Gateway waits 29 seconds, and what is begun must end. */
const workMilliseconds = 18_000;

const logger = new Logger();
const limits = {
  keyLimit: requireEnvInteger(environmentNames.maxKeysPerAccount),
  policy: readLifetimePolicy(),
};
const { accounts, deletion, joining, trail } = connectStores({
  accounts: AccountStore,
  deletion: AccountDeletion,
  joining: SignInJoining,
  trail: TrailStore,
});

/**
 * Deletes an account with all that is known of it, its trail included. What remains of that is a line of the log, by whose
 * requestId the access log names the caller.
 */
const deleteAccount: Operation = async (event) => {
  refuseBody(event);
  const caller = readCaller(event);
  const accountId = event.pathParameters?.accountId ?? '';
  const hasTime = timer();
  const state = await deletion.find(accountId);
  if (state === null) throw noSuchAccount();
  const account = await accounts.get(accountId);
  const note = (step: string, progress?: Deletion) =>
    logger.info('Account deletion.', {
      accountId,
      step,
      ...progress?.removed,
      requestId: event.requestContext.requestId,
    });
  if (account) {
    note('begun');
    const isMarked = await trail.by(caller.requester)(changeOfAccount('delete_account', account, {}), () =>
      deletion.mark(accountId, new Date()),
    );
    if (!isMarked) throw noSuchAccount();
  }
  const progress = await deletion.advance(accountId, { clock: () => new Date(), hasTime });
  // Null: another call has ended it just now.
  if (!progress || progress.retryAfterSeconds === null) {
    note('finished', progress ?? undefined);
    return { status: 204 };
  }
  note('running', progress);
  return {
    status: 202,
    body: viewDeletion(progress),
    headers: { 'retry-after': String(progress.retryAfterSeconds) },
  };
};

/** Leads a sign-in to an account. What is left of the one that it had goes now, and if that takes longer, with a repeat. */
const joinSignIn: Operation = async (event) => {
  refuseBody(event);
  const caller = readCaller(event);
  const sub = event.pathParameters?.sub ?? '';
  if (!signInForm.test(sub)) {
    const detail = 'must be the sub of a sign-in: 1 to 128 letters, digits and . _ : | @ - of ASCII';
    throw new Problem('invalid_request', { errors: [{ field: 'sub', detail }] });
  }
  const work = { clock: () => new Date(), hasTime: timer() };
  const account = await requireAccount(caller, accounts);
  const { accountId } = account;
  // A repeat leaves no line.
  if (!(await joining.isIn(accountId, sub))) {
    await trail.by(caller.requester)(changeOfAccount('join_sign_in', account, { signIn: sub }), () =>
      joining.join(accountId, sub, work),
    );
  }
  await joining.finish(sub, work);
  return { status: 200, body: viewAccountForOperator(await requireAccount(caller, accounts), limits) };
};

export const handler = createApi(operatorRoutesOf('account-deletion'), { deleteAccount, joinSignIn });

function timer(): () => boolean {
  const begun = performance.now();
  return () => performance.now() - begun < workMilliseconds;
}
