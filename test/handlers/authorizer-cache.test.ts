import { environmentNames } from '../../lambdas/adapters/environment.ts';
import { newSecretKey } from '../../lambdas/core/secret.ts';
import { formatToken } from '../../lambdas/core/token.ts';

import {
  account,
  bearer,
  effectOf,
  event,
  loadAuthorizer,
  newKey,
  openAccountForTests,
  stageArn,
  storeOverlap,
} from './authorizer-setup.ts';

openAccountForTests();

describe('the authorizer, when API Gateway caches its responses', () => {
  it('ends the policy itself at the expiry, and gives the reason for the denial from then on', async () => {
    const authorize = await loadAuthorizer({ [environmentNames.authorizerCacheSeconds]: '300' });
    const { token } = await newKey(new Date('2099-01-01T00:00:00Z'));
    const { policyDocument, context } = await authorize(bearer(token));
    const common = { Action: 'execute-api:Invoke', Resource: stageArn };
    expect(policyDocument.Statement).toEqual([
      {
        ...common,
        Effect: 'Allow',
        Condition: { DateLessThan: { 'aws:CurrentTime': '2099-01-01T00:00:00Z' } },
      },
      {
        ...common,
        Effect: 'Deny',
        Condition: { DateGreaterThanEquals: { 'aws:CurrentTime': '2099-01-01T00:00:00Z' } },
      },
    ]);
    expect(context).toMatchObject({ code: 'key_expired', accountId: account.accountId });
  });

  it('ends the policy for an old secret when that ends, if the key does not end before', async () => {
    const authorize = await loadAuthorizer({ [environmentNames.authorizerCacheSeconds]: '300' });
    const { key, accessKey, token } = await newKey(new Date('2099-01-01T00:00:00Z'));
    const oldSecretKey = newSecretKey();
    await storeOverlap(key, oldSecretKey, Date.parse('2098-01-01T00:00:00Z') / 1000);
    const old = await authorize(bearer(formatToken('lk', { accessKey, secretKey: oldSecretKey })));
    expect(JSON.stringify(old.policyDocument).match(/20\d\d-[^"]+Z/g)).toEqual(
      Array(2).fill('2098-01-01T00:00:00Z'),
    );
    expect(old.context).toMatchObject({ code: 'secret_rotated', secretNo: '1' });
    const current = await authorize(bearer(token));
    expect(JSON.stringify(current.policyDocument)).toContain('2099-01-01T00:00:00Z');
    expect(current.context).toMatchObject({ code: 'key_expired', secretNo: '2' });
  });

  it('throws, so that nothing is kept, for anything but one value of ASCII', async () => {
    const authorize = await loadAuthorizer({ [environmentNames.authorizerCacheSeconds]: '300' });
    const { token } = await newKey();
    for (const values of [[`Bearer ${token}`, '\xa0'], [`Bearer ${token}`, `Bearer ${token}`], ['\xa0']])
      await expect(authorize(event({ Authorization: values }))).rejects.toThrow(/^Unauthorized$/);
    expect(effectOf(await authorize(bearer(` ${token} `)))).toBe('Allow');
  });

  it('allows a key that never expires without conditions', async () => {
    const authorize = await loadAuthorizer({ [environmentNames.authorizerCacheSeconds]: '300' });
    const { token } = await newKey();
    const { policyDocument } = await authorize(bearer(token));
    expect(policyDocument.Statement).toEqual([
      { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: stageArn },
    ]);
  });
});
