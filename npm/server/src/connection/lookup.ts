// PURE: the lookup of one number's record.

import type { ChakraError } from "../chakra/chakra-error.js";
import type { PhoneRecord } from "../chakra/records.js";
import { RECORD_DELAY } from "../contract.js";

/** The result for a number that the plugin lists. */
export interface NumberLookup {
  readonly phoneNumberId: string;
  /** Its record, if there is one. */
  readonly record?: PhoneRecord | undefined;
  /** The error of a failed call. Without an error and without a record, Chakra has no record. */
  readonly error?: ChakraError;
  /** When this backend first saw the plugin list it. */
  readonly firstSeen?: number | undefined;
}

/**
 * Whether the number no longer counts, although the plugin lists it: its record is missing, and the number is not new
 * enough to explain that.
 */
export function hasLapsed({ record, error, firstSeen }: NumberLookup, now: number): boolean {
  return !record && !error && firstSeen !== undefined && now - firstSeen > RECORD_DELAY;
}

/** The first error, if the lookups of all numbers that count have failed. */
export function failureOfAll(
  lookups: readonly NumberLookup[],
  now: number,
): ChakraError | undefined {
  const counting = lookups.filter((it) => !hasLapsed(it, now));
  return counting.every((it) => it.error) ? counting[0]?.error : undefined;
}
