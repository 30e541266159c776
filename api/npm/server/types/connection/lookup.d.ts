import type { ChakraError } from "../chakra/chakra-error.js";
import type { PhoneRecord } from "../chakra/records.js";

export interface NumberLookup {
    readonly phoneNumberId: string;
    readonly record?: PhoneRecord | undefined;
    readonly error?: ChakraError;
    readonly firstSeen?: number | undefined;
}

export declare function hasLapsed({ record, error, firstSeen }: NumberLookup, now: number): boolean;

export declare function failureOfAll(lookups: readonly NumberLookup[], now: number): ChakraError | undefined;
