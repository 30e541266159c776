// What can go wrong in a call to Chakra. Holds kinds and statuses only: never a body, never the key.

import { BUSY_PAUSE } from "../contract.js";
import type { ChakraProblemCode } from "../contract.js";
import { ConnectError } from "../connect-error.js";

/** Why a call failed, with the code that the widget is answered with. */
const CODES = {
  /** No connection: nothing was sent. */
  unreachable: "chakra_unreachable",
  /** The connection broke before the answer was whole. */
  lost: "chakra_unreachable",
  timed_out: "chakra_timeout",
  unauthorized: "chakra_unauthorized",
  rate_limited: "chakra_rate_limited",
  /** Words about a wait, and no 429: it may be this call's own fault, and says nothing about others. */
  throttled: "chakra_rate_limited",
  /** Too many other calls are under way; nothing was sent. */
  busy: "busy",
  /** The plugin was deleted at Chakra. */
  plugin_not_found: "chakra_plugin_gone",
  /** A status of 500 or above. */
  failed: "chakra_unavailable",
  /** Chakra understood and said no. */
  refused: "chakra_refused",
  bad_answer: "chakra_bad_answer",
  /** A token that names no plugin, so that the plugin it made cannot be kept. */
  token_unreadable: "chakra_token_unreadable",
} as const satisfies Record<string, ChakraProblemCode>;

/** Why a call to Chakra failed. */
export type ChakraErrorKind = keyof typeof CODES;

/** Kinds after which Chakra may have done the work all the same. */
const MAY_BE_DONE: readonly ChakraErrorKind[] = [
  "lost",
  "timed_out",
  "failed",
  "bad_answer",
  "token_unreadable",
];

/** A failed call to Chakra. */
export class ChakraError extends ConnectError {
  readonly kind: ChakraErrorKind;
  /** The status of Chakra's answer, where there was one. */
  readonly answered: number | undefined;

  constructor(kind: ChakraErrorKind, answered?: number, retryAfter?: number) {
    super(CODES[kind], kind === "busy" ? BUSY_PAUSE : retryAfter);
    this.kind = kind;
    this.answered = answered;
  }

  /** Whether Chakra may have done what it was asked for. */
  get mayBeDone(): boolean {
    if (this.kind === "refused") {
      const status = this.answered ?? 0;
      // Done, with a complaint; or given up by something in between.
      return (status >= 200 && status < 300) || [408, 409, 425, 499].includes(status);
    }
    return MAY_BE_DONE.includes(this.kind);
  }
}

/** Whether an error says that Chakra does not have the plugin. */
export function isPluginNotFound(error: unknown): boolean {
  return error instanceof ChakraError && error.kind === "plugin_not_found";
}
