const realNow = Date.now;
let offsetMs = 0;

/**
 * Makes this process's `Date` show a time so many milliseconds ahead of the machine's, wherever no instant is given:
 * `Date.now()`, `new Date()` and `Date()`. Timers are not changed.
 */
function shiftDate(ms) {
  offsetMs = ms;
  if (Date.now === shiftedNow) return;
  const RealDate = Date;
  RealDate.now = shiftedNow;
  globalThis.Date = new Proxy(RealDate, {
    apply: () => new RealDate(shiftedNow()).toString(),
    construct: (_, args, newTarget) =>
      Reflect.construct(RealDate, args.length === 0 ? [shiftedNow()] : args, newTarget),
  });
  RealDate.prototype.constructor = globalThis.Date;
}

function shiftedNow() {
  return realNow() + offsetMs;
}

module.exports = { shiftDate };
