import { MEANING } from "../contract.js";

export type Gravity = (typeof MEANING)[keyof typeof MEANING];

export interface StatusWord {
    readonly name: string;
    readonly loggable: string | undefined;
    readonly isKnown: boolean;
    readonly gravity: Gravity;
    readonly message: string;
    readonly solution: string | undefined;
}

export declare function numberWords(record: unknown): StatusWord[];

export declare function accountWords(record: unknown): StatusWord[];
