// The errors of a call to Chakra. They have kinds and statuses only, never a body or the key.

import { BUSY_PAUSE } from "../contract.js";
import type { ChakraProblemCode } from "../contract.js";
import { ConnectError } from "../connect-error.js";

/** The kinds of failures, with the code for the widget. */
const CODES = {
  /** No connection: nothing was sent. */
  unreachable: "chakra_unreachable",
  /** The connection broke before the response was complete. */
  lost: "chakra_unreachable",
  timed_out: "chakra_timeout",
  unauthorized: "chakra_unauthorized",
  rate_limited: "chakra_rate_limited",
  /** A message about a wait, without a 429: it may concern only this call. */
  throttled: "chakra_rate_limited",
  /** Too many other calls are open; nothing was sent. */
  busy: "busy",
  /** The plugin was deleted at Chakra. */
  plugin_not_found: "chakra_plugin_gone",
  /** A status of 500 or above. */
  failed: "chakra_unavailable",
  /** Chakra rejected the call. */
  refused: "chakra_refused",
  bad_answer: "chakra_bad_answer",
  /** A token without a plugin id, so the new plugin cannot be stored. */
  token_unreadable: "chakra_token_unreadable",
} as const satisfies Record<string, ChakraProblemCode>;

/** The kind of a failed call to Chakra. */
export type ChakraErrorKind = keyof typeof CODES;

/** Kinds after which Chakra may still have done the work. */
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
  /** The status of Chakra's response, if there was one. */
  readonly answered: number | undefined;

  constructor(kind: ChakraErrorKind, answered?: number, retryAfter?: number) {
    super(CODES[kind], kind === "busy" ? BUSY_PAUSE : retryAfter);
    this.kind = kind;
    this.answered = answered;
  }

  /** Whether Chakra may have carried out the call. */
  get mayBeDone(): boolean {
    if (this.kind === "refused") {
      const status = this.answered ?? 0;
      // Done, with an error message; or cut off by a proxy in between.
      return (status >= 200 && status < 300) || [408, 409, 425, 499].includes(status);
    }
    return MAY_BE_DONE.includes(this.kind);
  }
}

/** Whether an error says that Chakra does not have the plugin. */
export function isPluginNotFound(error: unknown): boolean {
  return error instanceof ChakraError && error.kind === "plugin_not_found";
}
