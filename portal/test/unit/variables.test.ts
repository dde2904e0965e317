import { variableNames } from '../../src/developers/variables.ts';

test.each([
  ['Latchkey', 'LATCHKEY_TOKEN', 'latchkey.env'],
  ['Acme Cloud', 'ACME_CLOUD_TOKEN', 'acme-cloud.env'],
  ['Söhne & Co.', 'SOHNE_CO_TOKEN', 'sohne-co.env'],
  ['3 Degrees', 'API_3_DEGREES_TOKEN', 'api-3-degrees.env'],
  ['日本', 'API_TOKEN', 'api.env'],
  ['$(rm -rf /)', 'RM_RF_TOKEN', 'rm-rf.env'],
])('the brand %s names its variables %s', (brand, token, file) => {
  expect(variableNames(brand)).toMatchObject({ token, file });
  expect(Object.values(variableNames(brand)).slice(0, 4).join()).toMatch(/^[A-Z][A-Z0-9_,]*$/);
});
