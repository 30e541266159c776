import type { ApiKey } from "../api-key.js";
import type { Clock } from "../clock.js";

export interface Transport {
    readonly base: string;
    readonly fetch: typeof globalThis.fetch;
    readonly clock: Clock;
}

export interface Call {
    readonly method: "GET" | "POST" | "PUT" | "DELETE";
    readonly path: readonly string[];
    readonly query?: Record<string, string>;
    readonly body?: object;
}

export declare function send(transport: Transport, key: ApiKey, call: Call): Promise<{
    status: number;
    data: unknown;
}>;
