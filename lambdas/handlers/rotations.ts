import type { APIGatewayProxyEvent } from 'aws-lambda';
import { environmentNames, requireEnv } from '../adapters/environment.ts';
import { createApi, type Operation } from '../adapters/http/api.ts';
import { formatEtag, readIfMatch } from '../adapters/http/etag.ts';
import { locateKey, type OwnKey, respondWithKey } from '../adapters/http/own-key.ts';
import { headerValuesOf, readBody, readQuery, refuseBody } from '../adapters/http/request.ts';
import { connectStores } from '../adapters/table/stores.ts';
import { cancelRotationQuery, rotateKeyRequest } from '../contract/request-schemas.ts';
import { routesOf } from '../contract/routes.ts';
import { formatAccessKey } from '../core/access-key.ts';
import type { Key } from '../core/key.ts';
import {
  beginRotation,
  cancelRotation,
  defaultOverlapSeconds,
  finishRotation,
  type KeySecrets,
  type RotationContext,
} from '../core/rotation.ts';
import { viewRotation } from '../core/rotation-view.ts';
import { hashSecret, newSecretKey } from '../core/secret.ts';
import { formatToken } from '../core/token.ts';

const keyPrefix = requireEnv(environmentNames.keyPrefix);
const { rotations, ...stores } = connectStores();

const rotateKey: Operation = async (event) => {
  const { overlapSeconds = defaultOverlapSeconds, force = false } = readBody(event, rotateKeyRequest, {
    optional: true,
  });
  const secretKey = newSecretKey();
  const request = { hash: hashSecret(secretKey), overlapSeconds, force };
  const { key } = await change(event, (secrets, context) => beginRotation(secrets, request, context));
  const token = formatToken(keyPrefix, { accessKey: formatAccessKey(key), secretKey });
  return {
    status: 201,
    body: { rotation: viewRotation(key.rotation, new Date()), secretKey, token },
    headers: { etag: formatEtag(key.version) },
  };
};

const finishKeyRotation: Operation = async (event) => {
  refuseBody(event);
  const { place, key } = await change(event, finishRotation);
  return respondWithKey(place, key);
};

const cancelKeyRotation: Operation = async (event) => {
  refuseBody(event);
  const { force } = readQuery(event, cancelRotationQuery);
  await change(event, (secrets, context) => cancelRotation(secrets, { force: force === 'true' }, context));
  return { status: 204 };
};

export const handler = createApi(routesOf('rotations'), {
  rotateKey,
  finishRotation: finishKeyRotation,
  cancelRotation: cancelKeyRotation,
});

/** Lets an event happen to the caller's own key, if that still has the version that the caller has seen. */
async function change(
  event: APIGatewayProxyEvent,
  happen: (secrets: KeySecrets, context: RotationContext) => KeySecrets,
): Promise<{ place: OwnKey; key: Key }> {
  const ifVersions = readIfMatch(headerValuesOf(event, 'if-match'));
  const place = await locateKey(event, stores);
  const now = new Date();
  const key = await rotations.change(
    place.address,
    (secrets, expiresAt) => happen(secrets, { expiresAt, counting: place.counting, now }),
    { ifVersions, editedAt: now },
  );
  return { place, key };
}
