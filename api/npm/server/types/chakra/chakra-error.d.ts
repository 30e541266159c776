import { ConnectError } from "../connect-error.js";
declare const CODES: {
    readonly unreachable: "chakra_unreachable";
    readonly lost: "chakra_unreachable";
    readonly timed_out: "chakra_timeout";
    readonly unauthorized: "chakra_unauthorized";
    readonly rate_limited: "chakra_rate_limited";
    readonly throttled: "chakra_rate_limited";
    readonly busy: "busy";
    readonly plugin_not_found: "chakra_plugin_gone";
    readonly failed: "chakra_unavailable";
    readonly refused: "chakra_refused";
    readonly bad_answer: "chakra_bad_answer";
    readonly token_unreadable: "chakra_token_unreadable";
};

export type ChakraErrorKind = keyof typeof CODES;

export declare class ChakraError extends ConnectError {
    readonly kind: ChakraErrorKind;
    readonly answered: number | undefined;
    constructor(kind: ChakraErrorKind, answered?: number, retryAfter?: number);
    get mayBeDone(): boolean;
}

export declare function isPluginNotFound(error: unknown): boolean;
export {};
