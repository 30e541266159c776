// The wait that Chakra requests, in a header or a body. Only a hint.

import {
  LONGEST_WAIT,
  RETRY_AFTER,
  WAIT_MILLISECONDS,
  WAIT_PLACES,
  WAIT_SECONDS,
  WAIT_WORDS,
} from "../contract.js";
import { field } from "./envelope.js";
import type { Envelope } from "./envelope.js";

/** The wait that a response requests, in milliseconds. */
export function retryAfter(
  headers: Headers,
  envelope: Envelope,
  now: number,
): number | undefined {
  const wait = fromHeader(headers.get(RETRY_AFTER), now) ?? fromBody(envelope);
  return wait === undefined ? undefined : Math.min(wait, LONGEST_WAIT);
}

/** "retry after 1500 ms" somewhere in an error text. */
export function waitInWords({ errors }: Envelope): number | undefined {
  for (const text of errors) {
    const [, ...after] = text.toLowerCase().split(WAIT_WORDS);
    const found = /^\s*(\d+)\s*ms/.exec(after.join(WAIT_WORDS));
    if (found) return Number(found[1]);
  }
  return undefined;
}

function fromHeader(text: string | null, now: number): number | undefined {
  const value = text?.trim() ?? "";
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  if (!/^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(date - now, 0);
}

function fromBody(envelope: Envelope): number | undefined {
  const { whole } = envelope;
  for (const place of [whole, ...WAIT_PLACES.map((name) => field(whole, name))]) {
    const wait = number(place, WAIT_MILLISECONDS) ?? times(number(place, WAIT_SECONDS), 1000);
    if (wait !== undefined) return wait;
  }
  return waitInWords(envelope);
}

/** The first of these fields that is a number of zero or more. */
function number(place: unknown, names: readonly string[]): number | undefined {
  const value = names.map((name) => field(place, name)).find((it) => it !== undefined);
  const isNumber = typeof value === "number" || typeof value === "bigint";
  const isText = typeof value === "string" && value.trim() !== "";
  const count = isNumber || isText ? Number(value) : Number.NaN;
  return Number.isFinite(count) && count >= 0 ? count : undefined;
}

function times(count: number | undefined, factor: number): number | undefined {
  return count === undefined ? undefined : count * factor;
}
