import { isFitCacheKey } from '../../../lambdas/adapters/gateway/cache-key.ts';

it.each([
  [{}],
  [{ Authorization: ['Bearer token'] }],
  [{ authorization: [' Basic\tdG9rZW4=  '] }],
  [{ Authorization: [''], 'x-api-key': ['a', 'b', '\xa0'] }],
])('is one ASCII value: %j', (headers) => {
  expect(isFitCacheKey(headers)).toBe(true);
});

it.each([
  [{ Authorization: ['Bearer good', '\xa0'] }],
  [{ Authorization: ['Bearer good', 'Bearer good'] }],
  [{ Authorization: ['Bearer good', ''] }],
  [{ Authorization: ['Bearer good'], authorization: ['Bearer good'] }],
  [{ Authorization: ['\xa0'] }],
  [{ authorization: ['Bearer good\xa0'] }],
  [{ AUTHORIZATION: ['Bearer good\u2003'] }],
])('is none in %j', (headers) => {
  expect(isFitCacheKey(headers)).toBe(false);
});
