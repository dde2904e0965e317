import { describeManagementApi } from '../../lambdas/contract/openapi-document.ts';
import { malformedDetails } from '../../lambdas/core/malformed-credential.ts';
import { problemCatalogue } from '../../lambdas/core/problem-catalogue.ts';
import { readRows, readSection, readText } from './markdown.ts';

/** Codes that clients rely on. Add to them freely; take none away and change no status. */
const published = {
  unauthenticated: 401,
  account_not_found: 404,
  key_not_found: 404,
  invalid_request: 400,
  expires_in_past: 400,
  lifetime_too_long: 400,
  outlives_its_maker: 400,
  access_not_allowed: 403,
  key_limit_reached: 409,
  key_not_active: 409,
  rotation_required: 409,
  rotation_in_progress: 409,
  rotation_in_use: 409,
  no_rotation: 409,
  key_changed: 412,
  payload_too_large: 413,
  unsupported_media_type: 415,
  idempotency_key_used: 409,
  idempotency_key_mismatch: 422,
  rate_limited: 429,
  not_found: 404,
  internal_error: 500,
  unavailable: 503,
  credentials_missing: 401,
  credentials_malformed: 401,
  header_reserved: 401,
  key_invalid: 401,
  account_suspended: 401,
  key_leaked: 401,
  secret_rotated: 401,
  key_expired: 401,
  signature_missing: 403,
  signature_invalid: 403,
  not_permitted: 403,
  authorizer_unavailable: 500,
  bad_gateway: 502,
  gateway_timeout: 504,
};

const text = readText('docs/errors.md');

it('repeats the catalogue of problems, texts included', () => {
  const documented = readRows(text).map(([code, status, title, detail]) => [
    code,
    { status: Number(status), title, detail },
  ]);
  expect(Object.fromEntries(documented)).toEqual(problemCatalogue);
  expect(documented).toHaveLength(Object.keys(problemCatalogue).length);
});

it('repeats every detail of credentials_malformed', () => {
  const section = readSection(text, '## Details of `credentials_malformed`');
  const documented = [...section.matchAll(/^\| [^|]+ \| (.+) \|$/gm)].map(([, detail = '']) => detail);
  expect(documented.slice(1).map((detail) => detail.replace(/\\([<>])/g, '$1'))).toEqual(
    Object.values(malformedDetails),
  );
});

it('keeps every code that was ever published, with its status', () => {
  const statuses = Object.entries(problemCatalogue).map(([code, { status }]) => [code, status]);
  expect(Object.fromEntries(statuses)).toMatchObject(published);
});

it('names under the management API whatever its description names', () => {
  const described = new Set(JSON.stringify(describeManagementApi().paths).match(/(?<=`)[a-z_]+(?=`: )/g));
  const codesOf = (heading: string) => readRows(readSection(text, heading)).map(([code]) => code);
  expect(described.size).toBeGreaterThan(5);
  expect([...codesOf('## All APIs'), ...codesOf('## Management API')]).toEqual(
    expect.arrayContaining([...described]),
  );
  for (const code of codesOf('## Gateway')) expect(described).not.toContain(code);
});
