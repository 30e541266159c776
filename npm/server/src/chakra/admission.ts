// Limits the concurrent calls to Chakra, for all tenants together.

import type { Clock } from "../clock.js";
import { CALLS_AT_ONCE, CALL_PATIENCE } from "../contract.js";
import type { Log } from "../log.js";
import { ChakraError } from "./chakra-error.js";
import { RateGate } from "./rate-gate.js";
import type { EndOfCall } from "./rate-gate.js";

/** Decides which call may be made now. */
export class Admission {
  readonly #clock: Clock;
  readonly gate: RateGate;
  #free: number = CALLS_AT_ONCE;
  /** Calls that wait for a place, in order of arrival. */
  readonly #queue = new Set<() => void>();

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.gate = new RateGate(clock, log);
  }

  /** Waits for a place; rejects immediately while the rate gate is closed. */
  admit(): Promise<EndOfCall> {
    // Before the place: calls that have one may be waiting for a response.
    const { wait } = this.gate;
    if (wait !== undefined) {
      return Promise.reject(new ChakraError("rate_limited", undefined, wait));
    }
    return new Promise((resolve, reject) => {
      const attempt = () => {
        if (isOver) return;
        if (this.#free === 0) {
          this.#queue.add(attempt);
          return;
        }
        let pass: EndOfCall | undefined;
        try {
          pass = this.gate.tryPass();
        } catch (error) {
          settle();
          reject(error);
          return;
        }
        if (pass === undefined) {
          this.gate.onChange(attempt);
          return;
        }
        settle();
        this.#free -= 1;
        resolve(this.#ending(pass));
      };
      let isOver = false;
      const settle = () => {
        isOver = true;
        cancel();
      };
      const cancel = this.#clock.after(CALL_PATIENCE, () => {
        settle();
        this.#queue.delete(attempt);
        reject(new ChakraError("busy"));
      });
      attempt();
    });
  }

  #ending(pass: EndOfCall): EndOfCall {
    return (error) => {
      this.#free += 1;
      pass(error);
      for (const next of [...this.#queue]) {
        if (this.#free === 0) return;
        this.#queue.delete(next);
        next();
      }
    };
  }
}
