// One call to Chakra over HTTP: sends it, limits its time, reads the response, and classifies its status.

import type { ApiKey, ApiKeys } from "../api-key.js";
import { within } from "../clock.js";
import type { Clock } from "../clock.js";
import { CALL_TIME, CHAKRA_BODY, FIRST_GATE, JSON_TYPE, LONGEST_GATE } from "../contract.js";
import { ChakraError } from "./chakra-error.js";
import type { ChakraErrorKind } from "./chakra-error.js";
import { hasDeclaredErrors, readEnvelope, saysPluginNotFound } from "./envelope.js";
import { readShort } from "../http/short-body.js";
import { isNotSent } from "./not-sent.js";
import { retryAfter, waitInWords } from "./retry-after.js";

/** The settings of calls. */
export interface Transport {
  /** The address of Chakra's API, without a slash at the end. */
  readonly base: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
}

/** A call. */
export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: readonly string[];
  readonly query?: Record<string, string>;
  readonly body?: object;
}

/** Chakra's response. */
interface Answer {
  readonly status: number;
  readonly data: unknown;
}

/** Makes the call, if possible with an accepted key. Returns the response, or throws a `ChakraError`. */
export async function send(transport: Transport, keys: ApiKeys, call: Call): Promise<Answer> {
  let left = keys.count;
  for (const key of keys.inOrder()) {
    left -= 1;
    const aborting = new AbortController();
    const accept = (response: Response) => {
      if (response.status !== 401) keys.accept(key);
      return response.status !== 401 || left === 0;
    };
    const answer = answered(transport, key, call, aborting.signal, accept);
    const given = await within(transport.clock, CALL_TIME, answer, () => {
      aborting.abort();
      return new ChakraError("timed_out");
    });
    if (given) return given;
  }
  throw new ChakraError("unauthorized");
}

/** The response; undefined if `accept` returns false. */
async function answered(
  { base, fetch, clock }: Transport,
  key: ApiKey,
  { method, path, query, body }: Call,
  signal: AbortSignal,
  accept: (response: Response) => boolean,
): Promise<Answer | undefined> {
  const headers: Record<string, string> = {
    accept: JSON_TYPE,
    authorization: key.authorization(),
  };
  if (body) headers["content-type"] = JSON_TYPE;
  const asked = query ? `?${new URLSearchParams(query)}` : "";
  let response: Response;
  try {
    response = await fetch(`${base}/${path.map(segment).join("/")}${asked}`, {
      method,
      headers,
      signal,
      // A redirect could send the key to an unknown address.
      redirect: "manual",
      ...(body && { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new ChakraError(isNotSent(error) ? "unreachable" : "lost");
  }
  if (!accept(response)) {
    response.body?.cancel().catch(() => {});
    return undefined;
  }
  let text: string | undefined;
  try {
    text = await readShort(response.body, CHAKRA_BODY);
  } catch {
    throw new ChakraError("lost");
  }
  const { status } = response;
  if (text === undefined) throw new ChakraError("bad_answer", status);
  const envelope = readEnvelope(text);
  if (response.ok && !hasDeclaredErrors(envelope)) return { status, data: envelope.data };
  // A gateway's "plugin service not found", for example with a 503, says nothing about this plugin.
  if ([400, 404, 410].includes(status) && saysPluginNotFound(envelope)) {
    throw new ChakraError("plugin_not_found", status);
  }
  // A server that failed may have done the work, whatever its message.
  const isClientError = status >= 400 && status < 500;
  const wait = retryAfter(response.headers, envelope, clock.now());
  if (status === 429) throw new ChakraError("rate_limited", status, wait);
  if (isClientError && waitInWords(envelope) !== undefined) {
    const own = Math.min(Math.max(wait ?? FIRST_GATE, FIRST_GATE), LONGEST_GATE);
    throw new ChakraError("throttled", status, own);
  }
  throw new ChakraError(kindOf(status), status);
}

function kindOf(status: number): ChakraErrorKind {
  if (status === 401 || status === 403) return "unauthorized";
  return status >= 500 ? "failed" : "refused";
}

/** `.` and `..` would change the path, and call another endpoint. */
function segment(text: string): string {
  return encodeURIComponent(text === "." || text === ".." ? "%" : text);
}
