// A clock that stands still until a test moves it.

/** Time that moves only by `advance`. */
export class FakeClock {
  #now = Date.UTC(2026, 0, 1);
  #elapsed = 1_000_000;
  #timers = new Set();

  now = () => this.#now;
  elapsed = () => this.#elapsed;

  after = (milliseconds, callback) => {
    const timer = { at: this.#elapsed + milliseconds, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** Sets the wall clock back, as an administrator would. Elapsed time is not affected. */
  setBack(milliseconds) {
    this.#now -= milliseconds;
  }

  /** Moves forward, and calls the due timers on the way in order. */
  async advance(milliseconds) {
    const end = this.#elapsed + milliseconds;
    await settled();
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= end);
      const [next] = due.sort((one, other) => one.at - other.at);
      if (!next) break;
      this.#timers.delete(next);
      this.#moveTo(next.at);
      next.callback();
      await settled();
    }
    this.#moveTo(end);
    await settled();
  }

  #moveTo(elapsed) {
    this.#now += elapsed - this.#elapsed;
    this.#elapsed = elapsed;
  }
}

/** Runs everything that does not wait for the clock. */
export async function settled() {
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
