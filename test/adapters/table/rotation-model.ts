export type RotationOutcome =
  | 'done'
  | 'key_not_active'
  | 'rotation_in_progress'
  | 'rotation_in_use'
  | 'no_rotation'
  | 'rotation_required'
  | 'invalid_request';

/** What becomes of a secret that is reported as leaked. */
export type LeakOutcome = 'expired' | 'secret_ended' | 'not_current';

/** The table of a rotation's events, as a person would follow it; written without a look at the code that it is held against. */
export class RotationModel {
  isExpired = false;
  isSuspended = false;
  /** Its only secret has leaked. */
  isLeaked = false;
  #issued = 1;
  #current = 1;
  /** Of a pending rotation. */
  #next: { no: number; overlap: number; isUseKnown: boolean } | null = null;
  /** Of an overlap: the old secret, until when. */
  #old: { no: number; until: number; overlap: number } | null = null;
  /** The secret that ended last. */
  #ended = 0;
  /** The secret that leaked last. */
  #leaked = 0;

  rotate(overlap: number, force: boolean, now: number): RotationOutcome {
    this.#passTime(now);
    if (this.isLeaked) return overlap > 0 ? 'invalid_request' : 'rotation_required';
    if (this.isExpired) return 'key_not_active';
    if ((this.#next || this.#old) && !force) return 'rotation_in_progress';
    if (this.#next) this.#end(this.#next.no);
    if (this.#old) this.#end(this.#old.no);
    this.#next = { no: ++this.#issued, overlap, isUseKnown: false };
    return 'done';
  }

  finish(now: number): RotationOutcome {
    this.#passTime(now);
    if (this.#next) {
      const { no } = this.#next;
      this.#end(this.#current);
      this.#current = no;
      this.#next = null;
    } else if (this.#old) this.#end(this.#old.no);
    else return 'no_rotation';
    return 'done';
  }

  cancel(force: boolean, now: number): RotationOutcome {
    this.#passTime(now);
    if (this.#next) {
      if (this.#next.isUseKnown && !force) return 'rotation_in_use';
      this.#end(this.#next.no);
      return 'done';
    }
    if (!this.#old) return 'no_rotation';
    if (!force) return 'rotation_in_use';
    const { no } = this.#old;
    this.#end(this.#current);
    this.#current = no;
    return 'done';
  }

  /** A secret was reported as leaked. Whether the key itself has leaked by that, is for the outcome to say: `expired`. */
  leak(no: number, now: number): LeakOutcome {
    if (!this.works(no, now))
      return no === this.#leaked && no === this.#ended ? 'secret_ended' : 'not_current';
    if (this.isLeaked) return 'expired';
    this.#leaked = no;
    if (!this.#next && !this.#old) return 'expired';
    const isOlder = this.#next ? no === this.#current : no === this.#old?.no;
    if (isOlder) this.finish(now);
    else this.cancel(true, now);
    return 'secret_ended';
  }

  /** A new secret in place of the only one, which has leaked. */
  comeBack(): void {
    this.#end(this.#current);
    this.#current = ++this.#issued;
  }

  /** A line of the log has arrived. @returns whether it was the first use of the new secret */
  seen(no: number, outcome: string, isWhoami: boolean, now: number): boolean {
    this.#passTime(now);
    if (this.#next?.no !== no || outcome === 'refused') return false;
    this.#next.isUseKnown = true;
    if (isWhoami || this.isExpired || this.isSuspended) return false;
    const { overlap } = this.#next;
    this.#old = { no: this.#current, until: now + overlap, overlap };
    this.#current = no;
    this.#next = null;
    // One that had ended before is forgotten: the old secret is the one to be explained.
    this.#ended = 0;
    this.#passTime(now);
    return true;
  }

  /** What the gateway says to a secret; null: it lets its bearer in. */
  answer(no: number, now: number): string | null {
    const works = this.works(no, now);
    if (this.isSuspended && (works || no === this.#ended)) return 'account_suspended';
    if (this.isLeaked && (works || no === this.#ended)) return 'key_leaked';
    if (works) return this.isExpired ? 'key_expired' : null;
    return no === this.#ended ? 'secret_rotated' : 'key_invalid';
  }

  works(no: number, now: number): boolean {
    this.#passTime(now);
    return no === this.#current || no === this.#next?.no || no === this.#old?.no;
  }

  /** What whoami calls a secret that works. */
  roleOf(no: number): 'current' | 'new' | 'old' {
    if (no === this.#current) return 'current';
    return no === this.#next?.no ? 'new' : 'old';
  }

  /** What the API shows of a rotation. */
  shown(now: number): { state: 'pending' | 'overlap'; overlapSeconds: number } | null {
    this.#passTime(now);
    if (this.#next) return { state: 'pending', overlapSeconds: this.#next.overlap };
    return this.#old && { state: 'overlap', overlapSeconds: this.#old.overlap };
  }

  #passTime(now: number): void {
    if (this.#old && this.#old.until <= now) this.#end(this.#old.no);
  }

  #end(no: number): void {
    this.#ended = no;
    this.#next = null;
    this.#old = null;
  }
}
