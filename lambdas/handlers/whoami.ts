import { environmentNames, requireEnv, requireEnvIntegers } from '../adapters/environment.ts';
import { connectKeyReader } from '../adapters/gateway/key-reader.ts';
import { TableUnavailable } from '../adapters/gateway/signed-read/item-reader.ts';
import { createApi, type Operation } from '../adapters/http/api.ts';
import { whoamiRoute } from '../contract/routes.ts';
import { formatAccessKey, parseAccessKey } from '../core/access-key.ts';
import { formatInstant } from '../core/instant.ts';
import { keyStatus } from '../core/key.ts';
import { findRefusal } from '../core/key-gates.ts';
import { secretRole } from '../core/key-secrets.ts';
import { Problem } from '../core/problem-catalogue.ts';

const reader = connectKeyReader(requireEnv(environmentNames.tableName));
const defaultLeadDays = requireEnvIntegers(environmentNames.noticeLeadDays);

/** Tells a program which key it uses and when it expires. The authorizer has just checked the key. */
const whoami: Operation = async (event) => {
  const address = parseAccessKey(String(event.requestContext.authorizer?.accessKey ?? ''));
  if (!address) throw new Problem('key_invalid');
  const key = await orUnavailable(reader.readKeyInUse(address));
  // The key was deleted between the check and this read.
  if (!key) throw new Problem('key_invalid');
  const { name, expiresAt, secrets } = key;
  const now = new Date();
  // An authorizer that does not tell the number is of an older version: it only knows the current secret.
  const secretNo = Number(event.requestContext.authorizer?.secretNo ?? secrets.current.no);
  const secret = secretRole(secrets, secretNo, now);
  // It was refused between the check and this read, or the check was cached. A date that the check knew of and that has just
  // passed is told below: API Gateway would take the challenge off a refusal of ours.
  const hasJustPassed = Date.parse(String(event.requestContext.authorizer?.expiresAt)) <= now.getTime();
  const refusal = findRefusal(hasJustPassed ? { ...key, expiresAt: null } : key, secret, now);
  if (secret === null || refusal) throw new Problem(refusal ?? 'secret_rotated');
  // The account's lead times only matter for a key that has yet to expire; other keys take one read.
  const leadDays =
    expiresAt && expiresAt > now ? await orUnavailable(reader.readLeadDays(address.accountId)) : null;
  return {
    status: 200,
    body: {
      accountId: address.accountId,
      accessKey: formatAccessKey(address),
      name,
      secret,
      status: keyStatus(expiresAt, leadDays ?? defaultLeadDays, now),
      expiresAt: expiresAt && formatInstant(expiresAt),
      secondsLeft: expiresAt && Math.max(0, Math.floor((expiresAt.getTime() - now.getTime()) / 1000)),
    },
  };
};

/** @throws Problem `unavailable` if the table is out of reach */
async function orUnavailable<T>(read: Promise<T>): Promise<T> {
  return read.catch((cause: unknown) => {
    throw cause instanceof TableUnavailable ? new Problem('unavailable', { cause }) : cause;
  });
}

export const handler = createApi([whoamiRoute], { whoami });
