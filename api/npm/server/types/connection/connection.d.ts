import type { AccountRecord, PluginRecord } from "../chakra/records.js";
import type { ChakraConnectionState, ChakraNumber } from "../contract.js";
import type { NumberChoice } from "../store/tenant-record.js";
import type { NumberLookup } from "./lookup.js";

export interface Connection {
    readonly state: ChakraConnectionState;
    readonly reason: string | undefined;
    readonly numbers: ChakraNumber[];
}

export declare const NO_CONNECTION: Connection;

export declare function connectionOf(plugin: PluginRecord, lookups: readonly NumberLookup[], allAccounts: readonly AccountRecord[], checkedAt: number): Connection;

export declare function numberInUse({ state, numbers }: Connection): ChakraNumber | undefined;

export declare function relevantNumbers({ phoneNumberIds }: PluginRecord, choice: NumberChoice | undefined): readonly string[];
