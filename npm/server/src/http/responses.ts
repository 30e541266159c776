// Responses, with the headers that all of them have.

import { ALWAYS, JSON_TYPE, PROBLEMS, PROBLEM_JSON, PROBLEM_TYPE, RETRY_AFTER } from "../contract.js";
import type { ChakraProblem } from "../contract.js";
import type { ConnectError } from "../connect-error.js";

/** A response without a body. */
export function empty(status: number): Response {
  return new Response(null, { status });
}

/** A JSON response. */
export function json(value: unknown): Response {
  return new Response(JSON.stringify(value), { headers: { "content-type": JSON_TYPE } });
}

/** An error as `application/problem+json` (RFC 9457). */
export function problem({ code, status, retryAfter }: ConnectError): Response {
  const [, title, detail] = PROBLEMS[code];
  const body: ChakraProblem = { type: PROBLEM_TYPE + code, title, status, code, detail };
  const headers = new Headers({ "content-type": PROBLEM_JSON });
  // Rounded up: a retry that is too early would fail again.
  if (retryAfter !== undefined) headers.set(RETRY_AFTER, String(Math.ceil(retryAfter / 1000)));
  return new Response(JSON.stringify(body), { status, headers });
}

/** The same response with the common headers. */
export function withCommonHeaders(response: Response, isShared: boolean): Response {
  for (const [name, value] of Object.entries(ALWAYS)) response.headers.set(name, value);
  const readers = isShared ? "cross-origin" : "same-origin";
  response.headers.set("cross-origin-resource-policy", readers);
  return response;
}
