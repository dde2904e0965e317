import type { ProblemCode } from '../core/problem-catalogue.ts';

/** The API that responds with a problem. */
export type ProblemScope = 'management' | 'gateway' | 'both' | 'operator';

/**
 * Which API responds with which problem: how docs and portal group them. The operator API also has those of the management API, and so
 * has the gateway for its calls under `/latchkey/v1`.
 */
export const problemScopes: Readonly<Record<ProblemCode, ProblemScope>> = {
  invalid_request: 'both',
  expires_in_past: 'management',
  lifetime_too_long: 'management',
  outlives_its_maker: 'gateway',
  unauthenticated: 'management',
  account_not_found: 'management',
  key_not_found: 'management',
  request_blocked: 'both',
  not_found: 'both',
  access_not_allowed: 'gateway',
  self_rotation_not_allowed: 'gateway',
  key_limit_reached: 'management',
  key_not_active: 'management',
  rotation_required: 'management',
  rotation_in_progress: 'both',
  rotation_in_use: 'management',
  no_rotation: 'management',
  idempotency_key_used: 'both',
  key_changed: 'management',
  payload_too_large: 'both',
  unsupported_media_type: 'both',
  idempotency_key_mismatch: 'both',
  rate_limited: 'both',
  internal_error: 'both',
  unavailable: 'both',
  credentials_missing: 'gateway',
  credentials_malformed: 'gateway',
  header_reserved: 'gateway',
  key_invalid: 'gateway',
  account_suspended: 'gateway',
  key_leaked: 'gateway',
  secret_rotated: 'gateway',
  key_expired: 'gateway',
  sign_in_in_use: 'operator',
  signature_missing: 'operator',
  signature_invalid: 'operator',
  not_permitted: 'operator',
  authorizer_unavailable: 'gateway',
  bad_gateway: 'gateway',
  gateway_timeout: 'gateway',
};
