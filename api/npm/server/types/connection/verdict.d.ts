import type { AccountRecord } from "../chakra/records.js";
import type { Gravity } from "../chakra/status-words.js";
import type { ChakraIssue } from "../contract.js";
import type { NumberLookup } from "./lookup.js";

export interface Verdict {
    readonly gravity: Gravity;
    readonly reason: string | undefined;
    readonly issues: ChakraIssue[];
}

export declare function verdictOfNumber({ record, error }: NumberLookup, accounts: readonly AccountRecord[]): Verdict;

export declare function verdictOfAccounts(accounts: readonly AccountRecord[]): Verdict;
