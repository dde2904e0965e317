/**
 * Makes `new Date()`, `Date()` and `Date.now()` of this thread follow the moved clock. Whatever is given an instant keeps it.
 * @param shared the offset of a `Clock`, in milliseconds
 */
export function patchDate(shared: SharedArrayBuffer): void {
  const offsetMs = new Float64Array(shared);
  const RealDate = Date;
  const now = (): number => RealDate.now() + (offsetMs[0] ?? 0);
  // A proxy instead of a subclass: `instanceof`, `Date.prototype` and `date.constructor` go on as they were.
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, property, receiver) => (property === 'now' ? now : Reflect.get(target, property, receiver)),
  });
  RealDate.prototype.constructor = globalThis.Date;
}
