// Time as the package reads it: tests give a clock of their own, and never wait.

/** Where the time comes from. */
export interface Clock {
  /** Milliseconds since 1970: what is stored, and compared between processes. */
  now(): number;
  /** Milliseconds that only go forward: how long something takes in this process. */
  elapsed(): number;
  /** Calls back after so many milliseconds, unless the returned function is called before. */
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

/** Resolves after so many milliseconds. */
export function pause(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => clock.after(milliseconds, resolve));
}

/** The result of `work`, or an error made by `late` once the time is over. The work itself goes on. */
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

/** The pause after so many doublings of the first one; never longer than `longest`. */
export function doubled(first: number, times: number, longest: number): number {
  return Math.min(first * 2 ** times, longest);
}
