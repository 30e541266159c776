// Closes for all calls when Chakra answers one of them with a 429, because the limit applies to the whole team. After
// the wait, one call goes first, and the others wait for its result.

import { doubled } from "../clock.js";
import type { Clock } from "../clock.js";
import { FIRST_GATE, LONGEST_GATE, LONGEST_OWN_GATE } from "../contract.js";
import type { Log } from "../log.js";
import { ChakraError } from "./chakra-error.js";

/** A call that may be made. It must report its result. */
export type EndOfCall = (error: unknown) => void;

/** Admits calls, or returns how long to wait. */
export class RateGate {
  readonly #clock: Clock;
  readonly #log: Log;
  #phase: "open" | "closed" | "probing" = "open";
  #until = 0;
  /** Number of rejected probes in a row. */
  #refusals = 0;
  #waiting: (() => void)[] = [];

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** The wait while it is closed. */
  get wait(): number | undefined {
    const left = this.#until - this.#clock.elapsed();
    return this.#phase === "closed" && left > 0 ? left : undefined;
  }

  /** Admits the call; undefined while a probe is open. */
  tryPass(): EndOfCall | undefined {
    if (this.#phase === "probing") return undefined;
    const { wait } = this;
    if (wait !== undefined) throw new ChakraError("rate_limited", undefined, wait);
    const isProbe = this.#phase === "closed";
    if (isProbe) this.#phase = "probing";
    return (error) => {
      if (error instanceof ChakraError && error.kind === "rate_limited") {
        this.#close(error.retryAfter);
      } else if (isProbe && this.#phase === "probing") {
        this.#open();
      }
    };
  }

  /** Calls back once a probe has ended. */
  onChange(callback: () => void): void {
    this.#waiting.push(callback);
  }

  #close(wanted: number | undefined): void {
    const own = doubled(FIRST_GATE, this.#refusals, LONGEST_OWN_GATE);
    const named = wanted !== undefined && wanted >= FIRST_GATE ? wanted : own;
    const wait = Math.min(named, LONGEST_GATE);
    const until = this.#clock.elapsed() + wait;
    // Several open calls may be rejected together.
    const isClosed = this.#phase === "closed";
    this.#phase = "closed";
    this.#until = isClosed ? Math.max(until, this.#until) : until;
    if (!isClosed) this.#refusals += 1;
    this.#changed();
    if (isClosed) return;
    this.#log("warn", "Chakra asks to slow down: no call is made until then", {
      seconds: wait / 1000,
    });
  }

  #open(): void {
    this.#phase = "open";
    this.#refusals = 0;
    this.#changed();
    this.#log("info", "Chakra answers again", {});
  }

  #changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const callback of waiting) callback();
  }
}
