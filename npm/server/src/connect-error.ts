// All errors of this package: a stable code, and a remedy.

import { PROBLEMS } from "./contract.js";
import type { ChakraProblemCode } from "./contract.js";

/** The error of a failed call, in a response or thrown to your own code. Contains no secret. */
export class ConnectError extends Error {
  override readonly name = "ConnectError";
  /** The stable code. */
  readonly code: ChakraProblemCode;
  /** The HTTP status of the response to the widget. */
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
