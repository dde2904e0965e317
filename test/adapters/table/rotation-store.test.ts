import fc from 'fast-check';
import { connectKeyReader } from '../../../lambdas/adapters/gateway/key-reader.ts';
import { AccountCreation } from '../../../lambdas/adapters/table/account-creation.ts';
import { rotationMailItemKey } from '../../../lambdas/adapters/table/item-keys.ts';
import type { RotationMailItem } from '../../../lambdas/adapters/table/item-shapes.ts';
import { KeyStore } from '../../../lambdas/adapters/table/key-store.ts';
import { type RotationEvent, RotationStore } from '../../../lambdas/adapters/table/rotation-store.ts';
import { TableClient } from '../../../lambdas/adapters/table/table-client.ts';
import { UsageStore } from '../../../lambdas/adapters/table/usage-store.ts';
import type { Account } from '../../../lambdas/core/account.ts';
import { authenticate } from '../../../lambdas/core/authentication.ts';
import type { Key } from '../../../lambdas/core/key.ts';
import type { LoggedCall } from '../../../lambdas/core/logged-call.ts';
import { Problem } from '../../../lambdas/core/problem-catalogue.ts';
import {
  beginRotation,
  cancelRotation,
  finishRotation,
  type SelfRotation,
} from '../../../lambdas/core/rotation.ts';
import { hashSecret, newSecretKey } from '../../../lambdas/core/secret.ts';
import { countCalls } from '../../../lambdas/core/usage-count.ts';
import { dieBefore, retryingEveryWrite } from '../../support/faults.ts';
import { setFunctionEnvironment } from '../../support/function-environment.ts';
import { openTestTable, type TestTable } from '../../support/test-table.ts';
import { RotationModel } from './rotation-model.ts';

let table: TestTable;
let signIns = 0;
let batches = 0;

beforeAll(async () => {
  table = await openTestTable();
  setFunctionEnvironment(table);
});
afterAll(() => table.close());

/** A key with all that happens to it; the clock is in seconds. */
class Life {
  readonly #client: TableClient;
  readonly #reader = connectKeyReader(table.tableName);
  readonly secrets: string[] = [];
  readonly log: LoggedCall[] = [];
  clock = 0;

  readonly account: Account;
  readonly key: Key;

  private constructor(account: Account, key: Key, secretKey: string) {
    this.account = account;
    this.key = key;
    // Each write is carried out twice, as when a response is lost.
    this.#client = new TableClient(retryingEveryWrite(table), table.tableName);
    this.secrets.push(secretKey);
  }

  static async begin(): Promise<Life> {
    const accounts = new AccountCreation(new TableClient(table.documents, table.tableName), [30]);
    const signIn = { sub: `rotation-${++signIns}`, email: 'holder@example.com' };
    const { account, created } = await accounts.ensure(signIn, new Date(start));
    if (!created) throw new Error('The account was there.');
    return new Life(account, created.key, created.secretKey);
  }

  get now(): Date {
    return new Date(start + this.clock * 1000 + 500);
  }

  get edit() {
    return { account: this.account, ifVersion: null, now: this.now };
  }

  get keys() {
    return new KeyStore(this.#client, [30]);
  }

  async rotate(overlapSeconds: number, force = false, byKey?: SelfRotation): Promise<void> {
    const secretKey = newSecretKey();
    const request = { hash: hashSecret(secretKey), overlapSeconds, force, ...(byKey && { byKey }) };
    await this.change((secrets, { expiresAt }) => beginRotation(secrets, request, this.#given(expiresAt)));
    this.secrets.push(secretKey);
  }

  finish = () => this.change((secrets, { expiresAt }) => finishRotation(secrets, this.#given(expiresAt)));
  cancel = (force = false) =>
    this.change((secrets, { expiresAt }) => cancelRotation(secrets, { force }, this.#given(expiresAt)));

  change(event: RotationEvent, ifVersions: number[] | null = null): Promise<Key> {
    return new RotationStore(this.#client).change(this.key, event, { ifVersions, editedAt: this.now });
  }

  #given = (expiresAt: Date | null) => ({ expiresAt, counting: null, now: this.now });

  /** What the gateway says to each secret that the key has had. */
  async ask() {
    const proof = await this.#reader.readProof(this.key);
    return this.secrets.map((secretKey) => authenticate({ accessKey: '', secretKey }, proof, this.now));
  }

  /** A call with a secret; what has proven one is logged. */
  async call(no: number, isWhoami = false): Promise<void> {
    const answer = (await this.ask())[no - 1];
    if (!answer || answer.error === 'key_invalid') return;
    const { accountId, keyId } = this.key;
    const outcome = answer.error ? 'refused' : 'success';
    this.log.push({
      accountId,
      keyId,
      at: this.now,
      outcome,
      secretNo: answer.secretNo,
      isWhoami,
      from: null,
    });
  }

  /** A line of the log reaches the function that counts. */
  async deliver(line: LoggedCall | undefined): Promise<void> {
    if (!line) return;
    const [batch] = countCalls([line]);
    if (batch) await new UsageStore(this.#client).count(batch, `rotation ${++batches}`, this.now);
  }
}

const start = Date.parse('2027-03-31T12:00:00Z');
const codeOf = (error: unknown) => {
  if (error instanceof Problem) return error.code;
  throw error;
};

describe('random lives of a key', () => {
  // The latest secret, and the latest line, mostly.
  const no = fc.constantFrom(0, 0, 0, 0, 1, 2, 5);
  const act = fc.oneof(
    fc.record({
      act: fc.constant('rotate' as const),
      overlap: fc.constantFrom(0, 60, 600),
      force: fc.boolean(),
    }),
    fc.record({ act: fc.constant('finish' as const) }),
    fc.record({ act: fc.constant('cancel' as const), force: fc.boolean() }),
    fc.record({ act: fc.constant('call' as const), no, isWhoami: fc.constantFrom(false, false, true) }),
    fc.record({ act: fc.constant('call' as const), no, isWhoami: fc.constant(false) }),
    fc.record({ act: fc.constant('deliver' as const), no }),
    fc.record({ act: fc.constant('deliver' as const), no }),
    fc.record({ act: fc.constant('lose' as const), no }),
    fc.record({ act: fc.constant('wait' as const), seconds: fc.constantFrom(1, 59, 60, 601) }),
    fc.record({ act: fc.constantFrom('expire' as const, 'restore' as const, 'rename' as const) }),
  );

  it('accept at any instant exactly the secrets that the table of events allows, whatever the log loses, repeats or delays', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 30 }), async (acts) => {
        const life = await Life.begin();
        const model = new RotationModel();
        for (const step of acts) {
          const seconds = start / 1000 + life.clock;
          switch (step.act) {
            case 'rotate':
              expect(await life.rotate(step.overlap, step.force).then(() => 'done', codeOf)).toBe(
                model.rotate(step.overlap, step.force, seconds),
              );
              break;
            case 'finish':
              expect(await life.finish().then(() => 'done', codeOf)).toBe(model.finish(seconds));
              break;
            case 'cancel':
              expect(await life.cancel(step.force).then(() => 'done', codeOf)).toBe(
                model.cancel(step.force, seconds),
              );
              break;
            case 'call':
              await life.call(Math.max(1, life.secrets.length - step.no), step.isWhoami);
              break;
            case 'deliver': {
              // The line stays: the log may repeat it at any time.
              const line = life.log.at(-1 - step.no);
              await life.deliver(line);
              if (line) model.seen(line.secretNo ?? 0, line.outcome, line.isWhoami, seconds);
              break;
            }
            case 'lose':
              life.log.splice(-1 - step.no, 1);
              break;
            case 'wait':
              life.clock += step.seconds;
              break;
            case 'expire':
              await life.keys.expire(life.key, life.now);
              model.isExpired = true;
              break;
            case 'restore':
              await life.keys.update(life.key, { expiresAt: null }, life.edit);
              model.isExpired = false;
              break;
            case 'rename':
              await life.keys.update(life.key, { name: 'Other' }, life.edit);
          }
          const answers = (await life.ask()).map(({ error }) => error);
          const at = start / 1000 + life.clock;
          expect(answers).toEqual(life.secrets.map((_, index) => model.answer(index + 1, at)));
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('a rotation', () => {
  it('is asked again when something got in between, and gives its secret once', async () => {
    const life = await Life.begin();
    const outcomes = await Promise.allSettled([life.rotate(60), life.rotate(60), life.rotate(60)]);
    expect(
      outcomes.map((each) => (each.status === 'rejected' ? codeOf(each.reason) : 'done')).sort(),
    ).toEqual(['done', 'rotation_in_progress', 'rotation_in_progress']);
  });

  it('is refused if the key has changed since the caller read it, and for a key that is gone', async () => {
    const life = await Life.begin();
    const same: RotationEvent = () => null;
    await expect(life.change(same, [7])).rejects.toMatchObject({ code: 'key_changed' });
    expect(await life.change(same, [7, 1])).toMatchObject({ version: 1 });
    await life.rotate(60);
    expect(await life.keys.get(life.key)).toMatchObject({ version: 2, updatedAt: life.now });
    await life.call(2);
    await life.keys.delete(life.key, life.now);
    await expect(life.change(same)).rejects.toMatchObject({ code: 'key_not_found' });
    await life.deliver(life.log[0]);
    expect(await life.keys.find(life.key)).toBeNull();
  });

  it('tells when each secret was last used, from before the rotation on', async () => {
    const life = await Life.begin();
    const lastUse = async () => {
      const { rotation } = await life.keys.get(life.key);
      return [rotation?.oldSecretLastUsedAt, rotation?.newSecretLastUsedAt].map(
        (at) => at && (at.getTime() - start) / 1000,
      );
    };
    await life.call(1);
    await life.deliver(life.log[0]);
    life.clock = 10;
    await life.rotate(600);
    expect(await lastUse()).toEqual([0, null]);
    await life.call(2, true);
    await life.deliver(life.log[1]);
    expect(await lastUse()).toEqual([0, 10]);
    life.clock = 20;
    await life.call(1);
    await life.call(2);
    await life.deliver(life.log[3]);
    // Late, and of before.
    await life.deliver(life.log[2]);
    await life.deliver(life.log[0]);
    expect(await lastUse()).toEqual([20, 20]);
    const { rotation, updatedAt } = await life.keys.get(life.key);
    expect(rotation?.oldSecretEndsAt).toEqual(new Date(start + 620_000));
    // Nobody has edited the key.
    expect(updatedAt).toEqual(new Date(start + 10_500));
  });

  it('keeps that the key asked for it itself, and from where, until a call ends it', async () => {
    const life = await Life.begin();
    const byKey = { from: '203.0.113.0/24' };
    await life.rotate(86_400, false, byKey);
    expect((await life.keys.get(life.key)).rotation?.byKey).toEqual(byKey);
    await life.call(2);
    await life.deliver(life.log[0]);
    expect((await life.keys.get(life.key)).rotation?.byKey).toEqual(byKey);
    await life.finish();
    await life.rotate(86_400);
    expect((await life.keys.get(life.key)).rotation).not.toHaveProperty('byKey');
  });

  it('has the notifier look before the new secret is written, so that no death in between loses a mail', async () => {
    const life = await Life.begin();
    const client = new TableClient(table.documents, table.tableName);
    const looks = async () => (await client.get<RotationMailItem>(rotationMailItemKey(life.key)))?.noticeAt;
    await life.rotate(600);
    expect(await looks()).toBe(start / 1000 + 60);
    // The first use, too: the old secret is about to end.
    life.clock = 100;
    await life.call(2);
    await life.deliver(life.log[0]);
    expect(await looks()).toBe(start / 1000 + 160);
    life.clock = 200;
    await life.finish();
    expect(await looks()).toBe(start / 1000 + 160);
    const dying = new RotationStore(new TableClient(dieBefore(table, 2), table.tableName));
    await expect(
      dying.change(
        life.key,
        (secrets) => ({ ...secrets, rotation: { startedAt: life.now, overlapSeconds: 60 } }),
        { editedAt: life.now },
      ),
    ).rejects.toMatchObject({ code: 'unavailable' });
    expect(await looks()).toBe(start / 1000 + 260);
    expect((await life.keys.get(life.key)).rotation).toBeNull();
  });
});
