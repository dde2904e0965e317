import crypto from 'node:crypto';
import { environmentNames } from '../../lambdas/adapters/environment.ts';
import { formatAccessKey } from '../../lambdas/core/access-key.ts';
import { formatInstant } from '../../lambdas/core/instant.ts';
import { malformedDetails } from '../../lambdas/core/malformed-credential.ts';
import { problemCatalogue } from '../../lambdas/core/problem-catalogue.ts';
import { newSecretKey } from '../../lambdas/core/secret.ts';
import { formatToken } from '../../lambdas/core/token.ts';
import { openMeter } from '../support/capacity-meter.ts';

import {
  account,
  bearer,
  closeGate,
  day,
  effectOf,
  event,
  keys,
  loadAuthorizer,
  moveClockTo,
  newKey,
  openAccountForTests,
  stageArn,
  storeOverlap,
  table,
} from './authorizer-setup.ts';

openAccountForTests();

describe('the authorizer', () => {
  it('allows the whole stage, and tells the upstream who is calling', async () => {
    const authorize = await loadAuthorizer();
    const expiresAt = new Date(Date.now() + day);
    const { accessKey, token } = await newKey(expiresAt);
    expect(await authorize(bearer(token))).toEqual({
      principalId: account.accountId,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: stageArn }],
      },
      context: {
        accountId: account.accountId,
        accessKey,
        secretNo: '1',
        expiresAt: formatInstant(expiresAt),
      },
    });
    const lasting = await newKey();
    expect((await authorize(bearer(lasting.token))).context).toMatchObject({ expiresAt: 'never' });
  });

  it('logs nothing when it allows a call', async () => {
    const authorize = await loadAuthorizer();
    const { token } = await newKey();
    const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
      jest.spyOn(console, name),
    );
    await authorize(bearer(token));
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    jest.restoreAllMocks();
  });

  it('denies an expired key from the very instant of expiry, and allows it again once its date is moved', async () => {
    const authorize = await loadAuthorizer();
    const expiresAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + day);
    const { key, token } = await newKey(expiresAt);
    moveClockTo(new Date(expiresAt.getTime() - 1));
    expect(effectOf(await authorize(bearer(token)))).toBe('Allow');
    moveClockTo(expiresAt);
    const denied = await authorize(bearer(token));
    expect(effectOf(denied)).toBe('Deny');
    expect(denied.context).toMatchObject({
      code: 'key_expired',
      detail: expect.stringMatching(/API Control/),
      // For the access log: whoever expired the key wants to know that it is still called.
      accountId: account.accountId,
      accessKey: formatAccessKey(key),
      secretNo: '1',
    });
    await keys.update(
      key,
      { expiresAt: new Date(expiresAt.getTime() + day) },
      { account, ifVersion: null, now: expiresAt },
    );
    expect(effectOf(await authorize(bearer(token)))).toBe('Allow');
  });

  it('lets in both secrets of an overlap, and says by which it was; then says that the old one was replaced', async () => {
    const authorize = await loadAuthorizer();
    const { key, accessKey, token } = await newKey(new Date(Date.now() - day));
    const oldSecretKey = newSecretKey();
    const old = bearer(formatToken('lk', { accessKey, secretKey: oldSecretKey }));
    const end = Math.floor(Date.now() / 1000) + 60;
    await storeOverlap(key, oldSecretKey, end);
    await keys.update(key, { expiresAt: null }, { account, ifVersion: null, now: new Date() });
    const current = await authorize(bearer(token));
    expect(current.context).toMatchObject({ secretNo: '2', expiresAt: 'never' });
    expect((await authorize(old)).context).toEqual({
      accountId: account.accountId,
      accessKey,
      secretNo: '1',
      expiresAt: formatInstant(new Date(end * 1000)),
    });
    moveClockTo(new Date(end * 1000));
    await keys.update(key, { expiresAt: new Date(1) }, { account, ifVersion: null, now: new Date() });
    const refused = { accountId: account.accountId, accessKey };
    expect((await authorize(old)).context).toMatchObject({
      ...refused,
      code: 'secret_rotated',
      secretNo: '1',
    });
    expect((await authorize(bearer(token))).context).toMatchObject({
      ...refused,
      code: 'key_expired',
      secretNo: '2',
    });
  });

  it('denies a suspended or leaked key, tells why to its bearer and by which secret it was, and others nothing', async () => {
    const authorize = await loadAuthorizer();
    const { key, accessKey, token } = await newKey(new Date(Date.now() - day));
    const stranger = bearer(formatToken('lk', { accessKey, secretKey: newSecretKey() }));
    for (const [gate, code] of [
      ['leakedAt', 'key_leaked'],
      ['suspendedAt', 'account_suspended'],
    ] as const) {
      await closeGate(key, gate);
      const denied = await authorize(bearer(token));
      expect(effectOf(denied)).toBe('Deny');
      const { title, detail } = problemCatalogue[code];
      const proven = { accountId: account.accountId, accessKey, secretNo: '1' };
      expect(denied.context).toEqual({ ...proven, code, title, detail });
      expect((await authorize(stranger)).context).toMatchObject({ code: 'key_invalid' });
    }
  });

  it('responds alike to a wrong secret, an unknown key and a deleted key, even if the key has expired', async () => {
    const authorize = await loadAuthorizer();
    const { accessKey } = await newKey(new Date(Date.now() - day));
    const deleted = await newKey();
    await keys.delete(deleted.key);
    const tokens = [
      formatToken('lk', { accessKey, secretKey: newSecretKey() }),
      formatToken('lk', { accessKey: 'x'.repeat(24), secretKey: newSecretKey() }),
      deleted.token,
    ];
    const responses = await Promise.all(tokens.map((token) => authorize(bearer(token))));
    expect(responses[0]?.context).toMatchObject({ code: 'key_invalid' });
    // No account and no key: only a proven secret gets them into the access log.
    expect(Object.keys(responses[0]?.context ?? {}).sort()).toEqual(['code', 'detail', 'title']);
    expect(responses[1]).toEqual(responses[0]);
    expect(responses[2]).toEqual(responses[0]);
  });

  it('does the same work for an unknown or deleted key as for a wrong secret: one read, three comparisons of hashes', async () => {
    const { key, accessKey, token } = await newKey();
    const deleted = await newKey();
    await keys.delete(deleted.key);
    const meter = await openMeter(table.endpoint);
    const authorize = await loadAuthorizer({ AWS_ENDPOINT_URL_DYNAMODB: meter.endpoint });
    // The first call also derives the signing key.
    await authorize(bearer(token));
    const spies = (['hash', 'createHmac', 'timingSafeEqual'] as const).map((name) =>
      jest.spyOn(crypto, name),
    );
    const workOf = async (credential: { accessKey: string; secretKey: string }) => {
      meter.calls.length = 0;
      for (const spy of spies) spy.mockClear();
      const { context } = await authorize(bearer(formatToken('lk', credential)));
      const [hashes, signatures, comparisons] = spies.map(({ mock }) => mock.calls.length);
      const reads = meter.calls.map(({ call }) => call);
      return { code: context?.code, reads, hashes, signatures, comparisons };
    };
    const wrongSecret = await workOf({ accessKey, secretKey: newSecretKey() });
    await storeOverlap(key, newSecretKey());
    const rotated = await workOf({ accessKey, secretKey: newSecretKey() });
    const unknown = await workOf({ accessKey: 'x'.repeat(24), secretKey: newSecretKey() });
    const gone = await workOf({ accessKey: deleted.accessKey, secretKey: deleted.secretKey });
    jest.restoreAllMocks();
    await meter.close();
    // Two of the hashes are part of the request's signature.
    const work = { code: 'key_invalid', reads: ['GetItem'], hashes: 3, signatures: 1, comparisons: 3 };
    expect({ wrongSecret, rotated, unknown, gone }).toEqual({
      wrongSecret: work,
      rotated: work,
      unknown: work,
      gone: work,
    });
  });

  it('denies a missing or malformed credential without a read', async () => {
    const authorize = await loadAuthorizer({ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' });
    expect((await authorize(event({}))).context).toMatchObject({ code: 'credentials_missing' });
    expect((await authorize(bearer('lk_typo'))).context).toMatchObject({ code: 'credentials_malformed' });
  });

  it('says what is wrong with a credential where it can tell', async () => {
    const authorize = await loadAuthorizer({ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' });
    const { token } = await newKey();
    const values = [token, `Basic ${btoa(`${token}:`)}`, 'Basic !!!', 'Bearer x'];
    const contexts = await Promise.all(
      values.map(async (value) => (await authorize(event({ Authorization: [value] }))).context),
    );
    for (const context of contexts)
      expect(context).toMatchObject({ code: 'credentials_malformed', title: 'Malformed API key' });
    expect(contexts.map((context) => context?.detail)).toEqual([
      malformedDetails.scheme_missing,
      malformedDetails.token_in_basic,
      malformedDetails.basic_not_base64,
      problemCatalogue.credentials_malformed.detail,
    ]);
  });

  it('denies a request that names the caller itself without a read, but not while responses are cached', async () => {
    const { token } = await newKey();
    const forging = event({ Authorization: [`Bearer ${token}`], X_Latchkey_Account_Id: ['forged'] });
    const authorize = await loadAuthorizer({ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' });
    const denied = await authorize(forging);
    expect(effectOf(denied)).toBe('Deny');
    expect(denied.context).toMatchObject({ code: 'header_reserved' });
    // Cached, that response would lock out everybody who uses the key.
    const caching = await loadAuthorizer({ [environmentNames.authorizerCacheSeconds]: '60' });
    expect(await caching(forging)).toEqual(await caching(bearer(token)));
  });

  it('decides by the Authorization header only while responses are cached by it: no stray header locks a key out', async () => {
    const { token } = await newKey();
    const other = await newKey();
    const stray = event({ Authorization: [`Bearer ${token}`], 'X-Api-Key': [other.token] });
    const caching = await loadAuthorizer({ [environmentNames.authorizerCacheSeconds]: '60' });
    expect(await caching(stray)).toEqual(await caching(bearer(token)));
    expect((await caching(event({ 'x-api-key': [token] }))).context).toMatchObject({
      code: 'credentials_missing',
    });
    const uncached = await loadAuthorizer();
    expect((await uncached(stray)).context).toMatchObject({ code: 'credentials_malformed' });
  });

  it('throws when the table is out of reach, which API Gateway turns into a 500: nobody passes', async () => {
    const authorize = await loadAuthorizer({ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' });
    const { token } = await newKey();
    await expect(authorize(bearer(token))).rejects.toThrow();
  });

  it('does not start without its environment, and names what is missing', async () => {
    await expect(loadAuthorizer({ [environmentNames.tableName]: '' })).rejects.toThrow('TABLE_NAME');
  });

  it('reads exactly one item, strongly consistent, for one read unit', async () => {
    const { key, token } = await newKey(new Date(Date.now() + day));
    await keys.update(
      key,
      { name: '𝔸'.repeat(80), description: '𝔸'.repeat(500) },
      { account, ifVersion: null, now: new Date() },
    );
    await storeOverlap(key, newSecretKey());
    const meter = await openMeter(table.endpoint);
    const authorize = await loadAuthorizer({ AWS_ENDPOINT_URL_DYNAMODB: meter.endpoint });
    expect(effectOf(await authorize(bearer(token)))).toBe('Allow');
    await meter.close();
    expect(meter.calls).toEqual([{ call: 'GetItem', consistent: true, capacityUnits: 1 }]);
  });
});
