// The test's script for the next requests: failures, and holds until the test releases them.
import { MockError, oneOf } from "./errors.js";
import type { Failure, FailureOptions, Hold, Target } from "./mock.js";
import { CALLS, PROBLEMS } from "./tables.js";

/** What can fail or be held. */
export const TARGETS = [...(Object.keys(CALLS) as (keyof typeof CALLS)[]), "sdk", "signup"] as const;

/** The response of a failure; `network` means no response. */
export interface ScriptedFailure {
  status: number | "network";
  body: unknown;
  contentType: string;
  retryAfter: string | undefined;
}

interface Held {
  promise: Promise<void>;
  reach: () => void;
}

export class Script {
  readonly #failures = new Map<Target, { failure: ScriptedFailure; left: number }>();
  readonly #holds = new Map<Target, Held & { release: () => void }>();

  fail(target: Target, failure: Failure, { times = Infinity, retryAfter, body }: FailureOptions): void {
    oneOf("unknown_call", target, TARGETS);
    const [status, problem] = read(failure);
    const isText = typeof body === "string";
    this.#failures.set(target, {
      left: times,
      failure: {
        status,
        body: body ?? problem,
        contentType: isText ? "text/html; charset=utf-8" : "application/problem+json",
        retryAfter: retryAfter === undefined ? undefined : String(retryAfter),
      },
    });
  }

  recover(target?: Target): void {
    if (target === undefined) this.#failures.clear();
    else this.#failures.delete(target);
  }

  hold(target: Target): Hold {
    oneOf("unknown_call", target, TARGETS);
    this.#holds.get(target)?.release();
    const wait = deferred();
    const reached = deferred();
    const release = () => {
      if (this.#holds.get(target) === held) this.#holds.delete(target);
      wait.resolve();
    };
    const held = { promise: wait.promise, reach: reached.resolve, release };
    this.#holds.set(target, held);
    return { reached: reached.promise, release };
  }

  /** Whether the test holds the target now. */
  holds(target: Target): boolean {
    return this.#holds.has(target);
  }

  /** Waits until the test no longer holds the target. */
  async pass(target: Target): Promise<void> {
    for (let held = this.#holds.get(target); held; held = this.#holds.get(target)) {
      held.reach();
      await held.promise;
    }
  }

  /** Takes the failure of the next request, if there is one. */
  take(target: Target): ScriptedFailure | undefined {
    const scripted = this.#failures.get(target);
    if (!scripted) return undefined;
    scripted.left -= 1;
    if (scripted.left <= 0) this.#failures.delete(target);
    return scripted.failure;
  }

  /** Whether the next request gets no response at all. */
  isCutOff(target: Target): boolean {
    return this.#failures.get(target)?.failure.status === "network";
  }

  /** Removes all failures and holds. */
  clear(): void {
    this.#failures.clear();
    for (const { release } of [...this.#holds.values()]) release();
  }
}

/** The status, and the reference backend's body for it, if any. */
function read(failure: Failure): [number | "network", unknown] {
  if (failure === "network") return [failure, undefined];
  if (typeof failure === "number") {
    if (failure >= 400 && failure < 600) return [failure, { title: "Scripted by a test", status: failure }];
    throw new MockError("unknown_problem", failure, Object.keys(PROBLEMS));
  }
  const code = oneOf("unknown_problem", failure, Object.keys(PROBLEMS) as (keyof typeof PROBLEMS)[]);
  return [PROBLEMS[code].status, problem(code)];
}

/** A problem as the reference backend words it. */
export function problem(code: keyof typeof PROBLEMS) {
  return { type: `urn:problem-type:chakra-connect:${code}`, code, ...PROBLEMS[code] };
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
