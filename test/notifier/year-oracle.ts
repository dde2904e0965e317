const day = 86_400_000;
const hour = 3_600_000;

/** What the oracle knows of a key: its date, and up to when its account has been told what there was to tell. */
export interface Watched {
  accountId: string;
  name: string;
  expiresAt: number | null;
  since: number;
  /** Taken out of use by hand: nobody is told. */
  silent: boolean;
}

/** What is to be told of a key. */
interface Owed {
  key: Watched;
  kind: 'expiring' | 'expired';
  days: number;
}

/** Digests of a kind that an account may be sent: filled drop by drop. */
class Allowance {
  #left: number;
  #asOf = 0;
  readonly #most: number;
  readonly #perHour: number;

  constructor(most: number, perHour: number) {
    this.#left = most;
    this.#most = most;
    this.#perHour = perHour;
  }

  has(now: number): boolean {
    this.#left = Math.min(this.#most, this.#left + ((now - this.#asOf) / hour) * this.#perHour);
    this.#asOf = now;
    return this.#left >= 1;
  }

  use(): void {
    this.#left -= 1;
  }
}

/** Somebody who reads the mails of an account. */
interface Reader {
  email: string;
  /** What the others were told of, by key, with the date that it had: the oldest first. */
  missed: { key: Watched; expiresAt: number | null; at: number }[];
}

/** An account as the oracle sees it. */
class Household {
  readonly allowed = { expiring: new Allowance(2, 1 / 4), expired: new Allowance(3, 1) };
  /** When mails went: to the holder, and to the others. */
  readonly mailedAt: [number[], number[]] = [[], []];
  readonly readers: Reader[];

  constructor(emails: readonly string[]) {
    this.readers = emails.map((email) => ({ email, missed: [] }));
  }

  /** The mails that count for this reader's. */
  mailsBeside(reader: Reader): number[] {
    return this.mailedAt[reader === this.readers[0] ? 0 : 1];
  }
}

/** What the notifier is to do, by the rules as a holder could state them; it shares no code with it. */
export class YearOracle {
  /** `<time> <key> expired`, or the lead time in place of that. */
  readonly notices = new Set<string>();
  /** `<time> <reader>: <keys>`. */
  readonly mails = new Set<string>();
  readonly keys = new Map<string, Watched>();
  /** How often an account had to wait, and how often one of its readers. */
  putOff = 0;
  missed = 0;
  readonly #leadDays: readonly number[];
  readonly #perDay: readonly [holder: number, others: number];
  readonly #households: ReadonlyMap<string, Household>;

  constructor(
    readers: ReadonlyMap<string, readonly string[]>,
    leadDays: readonly number[],
    perDay: readonly [holder: number, others: number],
  ) {
    this.#leadDays = leadDays;
    this.#perDay = perDay;
    this.#households = new Map([...readers].map(([accountId, emails]) => [accountId, new Household(emails)]));
  }

  /**
   * At a run: of each key the most urgent of what was to be told since its account was last told of it, or since
   * the edit. It goes with all else of the account as soon as one of its kinds may, to whom the day has room for;
   * the others get it as soon as it has.
   */
  run(now: number): void {
    for (const [accountId, household] of this.#households) {
      const owed = [...this.keys.values()].flatMap((key) =>
        key.accountId === accountId ? this.#owed(key, now) : [],
      );
      const { allowed, readers } = household;
      const free = [...new Set(owed.map(({ kind }) => kind))].filter((kind) => allowed[kind].has(now));
      const goes = free.length > 0 && readers.some((reader) => this.#hasRoom(household, reader, now));
      if (owed.length > 0 && !goes) this.putOff++;
      const told = goes ? owed : [];
      if (goes) for (const kind of free) allowed[kind].use();
      for (const { key, kind, days } of told) {
        this.notices.add(`${now} ${key.name} ${kind === 'expired' ? kind : days}`);
        key.since = now;
      }
      this.#tell(household, told, now);
    }
  }

  #tell(household: Household, told: readonly Owed[], now: number): void {
    const waited = ({ missed }: Reader) => missed[0]?.at ?? now;
    for (const reader of household.readers.toSorted((a, b) => waited(a) - waited(b))) {
      reader.missed = reader.missed.filter(
        ({ key, expiresAt }) => this.keys.has(key.name) && key.expiresAt === expiresAt,
      );
      const names = new Set([...told, ...reader.missed].map(({ key }) => key.name));
      if (names.size === 0) continue;
      if (this.#hasRoom(household, reader, now)) {
        household.mailsBeside(reader).push(now);
        this.mails.add(`${now} ${reader.email}: ${[...names].toSorted().join(' ')}`);
        reader.missed = [];
      } else {
        if (told.length > 0) this.missed++;
        reader.missed.push(...told.map(({ key }) => ({ key, expiresAt: key.expiresAt, at: now })));
      }
    }
  }

  #owed(key: Watched, now: number): Owed[] {
    const { expiresAt, since, silent } = key;
    if (expiresAt === null || silent) return [];
    const isNew = (instant: number) => instant <= now && instant > since;
    if (isNew(expiresAt)) return [{ key, kind: 'expired', days: 0 }];
    const passed = this.#leadDays.filter((days) => isNew(expiresAt - days * day));
    return passed.length > 0 && expiresAt > now ? [{ key, kind: 'expiring', days: Math.min(...passed) }] : [];
  }

  #hasRoom(household: Household, reader: Reader, now: number): boolean {
    const sent = household.mailsBeside(reader).filter((at) => at > now - day);
    return sent.length < this.#perDay[reader === household.readers[0] ? 0 : 1];
  }
}
