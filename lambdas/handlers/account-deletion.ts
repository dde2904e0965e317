import { Logger } from '@aws-lambda-powertools/logger';
import { createApi, type Operation } from '../adapters/http/api.ts';
import { noSuchAccount, readCaller } from '../adapters/http/caller.ts';
import { refuseBody } from '../adapters/http/request.ts';
import { AccountDeletion } from '../adapters/table/account-deletion.ts';
import { AccountStore } from '../adapters/table/account-store.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { TrailStore } from '../adapters/table/trail-store.ts';
import { operatorRoutesOf } from '../contract/operator-routes.ts';
import { type Deletion, viewDeletion } from '../core/account-deletion.ts';
import { changeOfAccount } from '../core/trail-changes.ts';

/** API Gateway waits 29 seconds, and what is begun must end. */
const workMilliseconds = 18_000;

const logger = new Logger();
const { accounts, deletion, trail } = connectStores({
  accounts: AccountStore,
  deletion: AccountDeletion,
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

export const handler = createApi(operatorRoutesOf('account-deletion'), { deleteAccount });

function timer(): () => boolean {
  const begun = performance.now();
  return () => performance.now() - begun < workMilliseconds;
}
