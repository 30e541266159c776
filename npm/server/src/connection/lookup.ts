// PURE: what asking for the record of one number gave.

import type { ChakraError } from "../chakra/chakra-error.js";
import type { PhoneRecord } from "../chakra/records.js";
import { RECORD_DELAY } from "../contract.js";

/** What Chakra said of a number that the plugin lists. */
export interface NumberLookup {
  readonly phoneNumberId: string;
  /** Its record, where there is one. */
  readonly record?: PhoneRecord | undefined;
  /** Why the call failed. Without it and without a record, there is no record. */
  readonly error?: ChakraError;
  /** When this backend first saw the plugin list it. */
  readonly firstSeen?: number | undefined;
}

/**
 * Whether the number counts no longer, though the plugin lists it: its record is missing, and no longer because the
 * number is so new.
 */
export function hasLapsed({ record, error, firstSeen }: NumberLookup, now: number): boolean {
  return !record && !error && firstSeen !== undefined && now - firstSeen > RECORD_DELAY;
}

/** Why nothing can be said of these numbers: asking for each that counts failed. The error is that of the first. */
export function failureOfAll(
  lookups: readonly NumberLookup[],
  now: number,
): ChakraError | undefined {
  const counting = lookups.filter((it) => !hasLapsed(it, now));
  return counting.every((it) => it.error) ? counting[0]?.error : undefined;
}
