// Every error of this package: a stable code, and what to do about it.

import { PROBLEMS } from "./contract.js";
import type { ChakraProblemCode } from "./contract.js";

/** What a call failed with, in an answer or thrown to your own code. Holds no secret. */
export class ConnectError extends Error {
  override readonly name = "ConnectError";
  /** What went wrong, by a name that does not change. */
  readonly code: ChakraProblemCode;
  /** The HTTP status that the widget is answered with. */
  readonly status: number;
  /** How long to wait before the next try, in milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(code: ChakraProblemCode, retryAfter?: number) {
    super(PROBLEMS[code][2]);
    this.code = code;
    this.status = PROBLEMS[code][0];
    this.retryAfter = retryAfter;
  }
}
