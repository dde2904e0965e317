import fc from 'fast-check';
import { RotationModel } from '../../adapters/table/rotation-model.ts';
import { instant } from '../../support/engine-client.ts';
import type { NewKeyBody } from '../../support/engine-holder.ts';
import type { ModelAccount, ModelKey } from './product-model.ts';
import type { Model, World } from './world.ts';

// What the acts of people are made of.

export const names = ['Ann', 'Bob', 'Cy'] as const;
export const day = 86_400;

/** A step of somebody's: what it does, and how a story tells it. */
type Step = (account: ModelAccount, world: World, model: Model) => Promise<void>;

export class Act implements fc.AsyncCommand<Model, World> {
  readonly who: number;
  readonly story: string;
  readonly #step: Step;

  constructor(who: number, story: string, step: Step) {
    this.who = who;
    this.story = story;
    this.#step = step;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, world: World): Promise<void> {
    (world.constructor as typeof World).steps += 1;
    await this.#step(model.accounts[this.who] as ModelAccount, world, model);
  }

  toString(): string {
    return `\n  ${names[this.who]} ${this.story}`;
  }
}

/** An expiration date as somebody might ask for it. */
export type Wish = { in: number } | { day: number } | 'never' | 'past' | 'same';

export const who = fc.nat(names.length - 1);
/** Which of the keys that ever were, the newest first. */
export const pick = fc.oneof({ weight: 4, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(20) });
export const label = fc.constantFrom('Server', 'Schlüssel', '密钥', 'a', 'x'.repeat(80), '🔑');
export const description = fc.constantFrom('plans', 'two\nlines', null);
export const wish: fc.Arbitrary<Wish> = fc.oneof(
  fc.record({ in: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ day: fc.integer({ min: 0, max: 60 }) }),
  fc.constantFrom('never' as const, 'past' as const, 'same' as const),
);

/** One of a person's keys; undefined when there never was one. */
export const picked = (account: ModelAccount, n: number): ModelKey | undefined =>
  account.keys.length === 0 ? undefined : account.keys.at(-1 - (n % account.keys.length));

export const pathOf = (key: ModelKey | undefined) => `/api/v1/keys/${key?.accessKey ?? '0'.repeat(24)}`;

/** A date as it is sent, and the second that it means. */
export function dateOf(
  wanted: Wish,
  account: ModelAccount,
  now: number,
  key?: ModelKey,
): [string | null, number | null] {
  const at = (seconds: number): [string, number] => [instant(new Date(seconds * 1000)), seconds];
  if (wanted === 'never') return [null, null];
  if (wanted === 'past') return at(Math.floor(now) - 7 * day - 1);
  if (wanted === 'same') return key?.expiresAt == null ? [null, null] : at(key.expiresAt);
  if ('in' in wanted) return at(Math.floor(now) + wanted.in * day);
  const date = account.dayAfter(wanted.day, now);
  return [date, account.endOf(date)];
}

export const told = (wanted: Wish) =>
  typeof wanted === 'string'
    ? wanted
    : 'in' in wanted
      ? `in ${wanted.in} days`
      : `the end of day +${wanted.day}`;

export function keep(
  account: ModelAccount,
  made: NewKeyBody,
  expiresAt: number | null,
  now: number,
): ModelKey {
  const { accessKey, secretKey, token, name, description, default: isDefault } = made;
  const key = {
    accessKey,
    secrets: [{ secretKey, token }],
    rotation: new RotationModel(),
    name,
    description,
    expiresAt,
    isDefault,
    isDeleted: false,
    access: 'none' as const,
    createdBy: null,
    leakedAt: null,
    version: 1,
    plannedAt: now,
    wasDue: false,
  };
  account.keys.push(key);
  return key;
}
