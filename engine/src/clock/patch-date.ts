/**
 * Makes `new Date()`, `Date()` and `Date.now()` of this thread follow the moved clock. Dates made from a
 * given instant keep it.
 * @param shared the offset of a `Clock`, in milliseconds
 */
export function patchDate(shared: SharedArrayBuffer): void {
  const offsetMs = new Float64Array(shared);
  const RealDate = Date;
  const now = (): number => RealDate.now() + (offsetMs[0] ?? 0);
  // A proxy, not a subclass, so that `instanceof`, `Date.prototype` and `date.constructor` work as before.
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, property, receiver) => (property === 'now' ? now : Reflect.get(target, property, receiver)),
  });
  RealDate.prototype.constructor = globalThis.Date;
}
