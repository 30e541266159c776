// Answers, with the headers that each of them has.

import { ALWAYS, JSON_TYPE, PROBLEMS, PROBLEM_JSON, PROBLEM_TYPE, RETRY_AFTER } from "../contract.js";
import type { ChakraProblem } from "../contract.js";
import type { ConnectError } from "../connect-error.js";

/** An answer without a body. */
export function empty(status: number): Response {
  return new Response(null, { status });
}

/** An answer of JSON. */
export function json(value: unknown): Response {
  return new Response(JSON.stringify(value), { headers: { "content-type": JSON_TYPE } });
}

/** An error as `application/problem+json` (RFC 9457). */
export function problem({ code, status, retryAfter }: ConnectError): Response {
  const [, title, detail] = PROBLEMS[code];
  const body: ChakraProblem = { type: PROBLEM_TYPE + code, title, status, code, detail };
  const headers = new Headers({ "content-type": PROBLEM_JSON });
  // Rounded up: too early is refused again.
  if (retryAfter !== undefined) headers.set(RETRY_AFTER, String(Math.ceil(retryAfter / 1000)));
  return new Response(JSON.stringify(body), { status, headers });
}

/** The same response with the headers of every one. */
export function withCommonHeaders(response: Response, isShared: boolean): Response {
  for (const [name, value] of Object.entries(ALWAYS)) response.headers.set(name, value);
  const readers = isShared ? "cross-origin" : "same-origin";
  response.headers.set("cross-origin-resource-policy", readers);
  return response;
}
