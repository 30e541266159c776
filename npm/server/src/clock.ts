// The package's clock. Tests pass their own, and never wait.

/** The source of time. */
export interface Clock {
  /** Milliseconds since 1970: for stored times, and between processes. */
  now(): number;
  /** Monotonic milliseconds: for durations in this process. */
  elapsed(): number;
  /** Calls back after this many milliseconds, unless the returned function is called first. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The platform's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Resolves after this many milliseconds. */
export function pause(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => clock.after(milliseconds, resolve));
}

/** The result of `work`, or the error from `late` after the time limit. The work itself continues. */
export function within<T>(
  clock: Clock,
  milliseconds: number,
  work: Promise<T>,
  late: () => unknown,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(milliseconds, () => reject(late()));
    work.then(resolve, reject).finally(cancel);
  });
}

/** The first pause, doubled this many times; at most `longest`. */
export function doubled(first: number, times: number, longest: number): number {
  return Math.min(first * 2 ** times, longest);
}
