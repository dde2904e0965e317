/** Sets the date that code sees, and leaves all timers and other clocks as they are: servers and connections go on working. */
export function setDate(now: Date | number): void {
  jest.useFakeTimers({
    now,
    doNotFake: [
      'nextTick',
      'setImmediate',
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'queueMicrotask',
      'performance',
      'hrtime',
    ],
  });
}
