import type { ChakraProblemCode } from "./contract.js";

export declare class ConnectError extends Error {
    readonly name = "ConnectError";
    readonly code: ChakraProblemCode;
    readonly status: number;
    readonly retryAfter: number | undefined;
    constructor(code: ChakraProblemCode, retryAfter?: number);
}
