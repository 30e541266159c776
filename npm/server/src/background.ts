// Work that continues after the response: a change at Chakra must not stop in the middle.

import { words } from "./log.js";
import type { Log } from "./log.js";

/** Keeps the platform alive until the promise has settled. */
export type WaitUntil = (work: Promise<unknown>) => void;

/** The open work. */
export class Background {
  readonly #log: Log;
  readonly #waitUntil: WaitUntil | undefined;
  readonly #running = new Set<Promise<unknown>>();

  constructor(log: Log, waitUntil: WaitUntil | undefined) {
    this.#log = log;
    this.#waitUntil = waitUntil;
  }

  /** Runs the work to its end, even if nobody awaits it any more. */
  run<T>(work: Promise<T>, waitUntil: WaitUntil | undefined): Promise<T> {
    const settled = work.then(
      () => {},
      () => {},
    );
    this.#running.add(settled);
    void settled.then(() => this.#running.delete(settled));
    for (const keep of [this.#waitUntil, waitUntil]) {
      try {
        keep?.(settled);
      } catch (error) {
        this.#log("warn", "waitUntil failed", { cause: words(error) });
      }
    }
    return work;
  }

  /** Waits until no work is open. */
  async drained(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
