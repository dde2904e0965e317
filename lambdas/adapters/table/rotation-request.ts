import {
  deriveSecretKey,
  hashBody,
  hashRequest,
  type IdempotentRequest,
  isRemembered,
} from '../../core/idempotency.ts';
import { toEpochSeconds } from '../../core/instant.ts';
import { nextSecretNo, secretRole } from '../../core/key-secrets.ts';
import { Problem } from '../../core/problem-catalogue.ts';
import { hashSecret } from '../../core/secret.ts';
import { requestItemKey } from './item-keys.ts';
import type { KeyItem } from './item-shapes.ts';
import { toKey } from './key-items.ts';
import type { RotationRequestItem } from './request-item-shapes.ts';
import { toSecrets } from './secret-attributes.ts';
import type { TableClient } from './table-client.ts';

/** A day for as long as it is remembered; the rest is for clocks that differ. */
const recordMilliseconds = 2 * 86_400_000;

/** A rotation that was carried out by a request with an Idempotency-Key. */
interface DoneRequest {
  hash: string;
  bodyHash: string;
  secretNo: number;
  doneAt: Date;
}

/**
 * A rotation's request with an Idempotency-Key. That it was carried out stands in the key's own item, by the very write that
 * carries it out: so there is no moment between the two at which anybody could die. Only the latest such request stands
 * there. Before it takes the place of another that is still remembered, that one gets a record of its own.
 */
export class RotationRequest {
  readonly #table: TableClient;
  readonly #request: IdempotentRequest;
  readonly #accountId: string;
  readonly #signingSecret: string;
  readonly #hash: string;
  readonly #bodyHash: string;

  /**
   * @param account of the key that the request's path names
   * @param body as parsed
   */
  constructor(
    table: TableClient,
    { accountId, signingSecret }: { accountId: string; signingSecret: string },
    request: IdempotentRequest,
    body: object,
  ) {
    this.#table = table;
    this.#request = request;
    this.#accountId = accountId;
    this.#signingSecret = signingSecret;
    this.#hash = hashRequest(request, signingSecret);
    this.#bodyHash = hashBody(body, signingSecret);
  }

  /**
   * The secret that the request has given the key before, and when; null if it was not carried out. The item is read first:
   * whatever has left it by then has a record.
   * @throws Problem `idempotency_key_mismatch`, `idempotency_key_used`
   */
  async findDone(item: KeyItem, now: Date): Promise<{ secretKey: string; doneAt: Date } | null> {
    const latest = parseDone(item.rotationRequest);
    const done = latest?.hash === this.#hash ? latest : await this.#readRecord();
    if (!done || !isRemembered(done.doneAt, now)) return null;
    if (done.bodyHash !== this.#bodyHash) throw new Problem('idempotency_key_mismatch');
    const secretKey = this.#secretOf(item, done.secretNo);
    if (!isSecretOf(item, done.secretNo, secretKey, now)) throw new Problem('idempotency_key_used');
    return { secretKey, doneAt: done.doneAt };
  }

  /** The secret that the request gives the key, if that is still as it was read. */
  nextSecretKey(item: KeyItem): string {
    return this.#secretOf(item, nextSecretNo(toSecrets(item)));
  }

  /** To be called before `attributes` are written. */
  async keepFormer(item: KeyItem, now: Date): Promise<void> {
    const former = parseDone(item.rotationRequest);
    if (!former || !isRemembered(former.doneAt, now)) return;
    const { hash, ...done } = former;
    await this.#table.update<RotationRequestItem>(requestItemKey(this.#accountId, hash), {
      expression:
        'SET bodyHash = :bodyHash, secretNo = :secretNo, startedAtMs = :startedAtMs, removeAfter = :removeAfter',
      values: {
        ':bodyHash': done.bodyHash,
        ':secretNo': done.secretNo,
        ':startedAtMs': done.doneAt.getTime(),
        ':removeAfter': toEpochSeconds(new Date(done.doneAt.getTime() + recordMilliseconds)),
      },
    });
  }

  /** What the key is to be given together with the new secret. */
  attributes(item: KeyItem, now: Date): Pick<KeyItem, 'rotationRequest'> {
    const secretNo = nextSecretNo(toSecrets(item));
    return { rotationRequest: `${this.#hash} ${this.#bodyHash} ${secretNo} ${now.getTime()}` };
  }

  async #readRecord(): Promise<DoneRequest | null> {
    const record = await this.#table.get<RotationRequestItem>(requestItemKey(this.#accountId, this.#hash));
    return (
      record && {
        hash: this.#hash,
        bodyHash: record.bodyHash,
        secretNo: record.secretNo,
        doneAt: new Date(record.startedAtMs),
      }
    );
  }

  #secretOf(item: KeyItem, secretNo: number): string {
    return deriveSecretKey(this.#request, this.#signingSecret, { keyId: toKey(item).keyId, secretNo });
  }
}

function parseDone(text = ''): DoneRequest | null {
  const [, hash, bodyHash, secretNo, doneAtMs] = /^(\S+) (\S+) (\d+) (\d+)$/.exec(text) ?? [];
  if (!hash || !bodyHash) return null;
  return { hash, bodyHash, secretNo: Number(secretNo), doneAt: new Date(Number(doneAtMs)) };
}

/** Whether the secret with that number is this one, and works: of a key that has leaked none does. */
function isSecretOf(item: KeyItem, secretNo: number, secretKey: string, now: Date): boolean {
  const secrets = toSecrets(item);
  const { current, next, old } = secrets;
  const stored = [current, next, old].find((secret) => secret?.no === secretNo);
  const isUsable = item.leakedAt === undefined && secretRole(secrets, secretNo, now) !== null;
  return isUsable && stored?.hash === hashSecret(secretKey);
}
