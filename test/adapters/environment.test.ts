import {
  environmentNames,
  formatList,
  readEnvList,
  requireEnv,
  requireEnvInteger,
  requireEnvIntegers,
} from '../../lambdas/adapters/environment.ts';

const environment = { ...process.env };
afterEach(() => {
  process.env = { ...environment };
});

describe('a list in a variable', () => {
  it.each([[[30, 7, 1]], [[30]]])('is read as it was written: %j', (days) => {
    process.env[environmentNames.noticeLeadDays] = formatList(days);
    expect(requireEnvIntegers(environmentNames.noticeLeadDays)).toEqual(days);
  });

  it.each([[['https://a.example.com', 'http://localhost:3000']], [[]]])(
    'of texts is read as it was written: %j',
    (origins) => {
      process.env[environmentNames.allowedOrigins] = formatList(origins);
      expect(readEnvList(environmentNames.allowedOrigins)).toEqual(origins);
    },
  );

  it('is empty when the variable is not set', () => {
    delete process.env[environmentNames.allowedOrigins];
    expect(readEnvList(environmentNames.allowedOrigins)).toEqual([]);
  });
});

it('names the variable that is missing, or holds something else', () => {
  process.env[environmentNames.tableName] = '';
  expect(() => requireEnv(environmentNames.tableName)).toThrow('TABLE_NAME is not set');
  process.env[environmentNames.maxKeysPerAccount] = 'many';
  expect(() => requireEnvInteger(environmentNames.maxKeysPerAccount)).toThrow(
    'MAX_KEYS_PER_ACCOUNT holds "many"',
  );
  process.env[environmentNames.noticeLeadDays] = '30,soon';
  expect(() => requireEnvIntegers(environmentNames.noticeLeadDays)).toThrow('NOTICE_LEAD_DAYS holds "soon"');
});
