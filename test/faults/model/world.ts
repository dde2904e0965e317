import type { Engine } from '../../support/engine.ts';
import { instant } from '../../support/engine-client.ts';
import { type Holder, type KeyBody, withoutUse } from '../../support/engine-holder.ts';
import type { ApiResponse } from '../../support/engine-http.ts';
import { expectProblem } from '../../support/engine-problems.ts';
import { ModelLog } from './model-log.ts';
import { ModelAccount, type ModelKey, type Outcome } from './product-model.ts';

const statuses = {
  account_not_found: 404,
  key_not_found: 404,
  key_changed: 412,
  expires_in_past: 400,
  key_limit_reached: 409,
  key_not_active: 409,
  rotation_in_progress: 409,
  rotation_in_use: 409,
  no_rotation: 409,
  rotation_required: 409,
  invalid_request: 400,
  access_not_allowed: 403,
  outlives_its_maker: 400,
} as const;

/** A line of the log of notices. */
export interface NoticeBody {
  at: string;
  accessKey: string;
  name: string;
  kind: string;
  leadDays: number | null;
}

/** What the model knows: one account for each person, and what the log has to tell. */
export interface Model {
  accounts: ModelAccount[];
  log: ModelLog;
}

/** What is real: the engine, and the people who have signed in. */
export class World {
  /** Steps of all lives. */
  static steps = 0;
  /** Notices that all lives have found in their logs. */
  static notices = 0;
  readonly engine: Engine;
  readonly people: readonly Holder[];
  #offsetMs: number;
  /** The lines of the logs that were seen before. */
  readonly #seen = new Set<string>();

  private constructor(engine: Engine, people: readonly Holder[], now: Date) {
    this.engine = engine;
    this.people = people;
    this.#offsetMs = now.getTime() - Date.now();
  }

  static async open(engine: Engine, people: number): Promise<{ model: Model; real: World }> {
    const holders = await Promise.all(Array.from({ length: people }, () => engine.newPerson()));
    const model = { accounts: holders.map(() => new ModelAccount()), log: new ModelLog() };
    await engine.holdLogs();
    await engine.deliverLogsBadly('lost');
    return { model, real: new World(engine, holders, await engine.now()) };
  }

  /** Seconds since 1970, by the engine's clock. */
  get now(): number {
    return (Date.now() + this.#offsetMs) / 1000;
  }

  async wait(seconds: number): Promise<void> {
    this.#offsetMs = (await this.engine.advance(seconds)).getTime() - Date.now();
  }

  /** The lines of somebody's log that were not there the last time. */
  unseen(who: number, lines: readonly NoticeBody[]): NoticeBody[] {
    return lines.filter((line) => {
      const id = `${who} ${line.at} ${line.accessKey} ${line.kind}`;
      const isNew = !this.#seen.has(id);
      this.#seen.add(id);
      if (isNew) World.notices += 1;
      return isNew;
    });
  }

  person(who: number): Holder {
    return this.people[who] as Holder;
  }
}

/** Holds a response against the outcome that the model tells. @returns whether it was done */
export function expectOutcome(response: ApiResponse, outcome: Outcome, status: number): boolean {
  if (outcome !== 'done') expectProblem(response, statuses[outcome], outcome);
  else if (response.status !== status)
    throw new Error(`${response.status} instead of ${status}: ${response.text}`);
  return outcome === 'done';
}

/** Holds a key as the API shows it against the model's. */
export function expectKey(account: ModelAccount, key: ModelKey, shown: KeyBody, now: number): void {
  const rotation = account.rotationOf(key, now).shown(now);
  expect(withoutUse(shown)).toEqual({
    accessKey: key.accessKey,
    name: key.name,
    description: key.description,
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    expiresAt: key.expiresAt === null ? null : instant(new Date(key.expiresAt * 1000)),
    status: account.statusOf(key, now),
    default: key.isDefault,
    selfRotation: false,
    access: key.access,
    createdBy: key.createdBy,
    leakedAt: key.leakedAt,
    rotation: rotation && expect.objectContaining(rotation),
  });
}
