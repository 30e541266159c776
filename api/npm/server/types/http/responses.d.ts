import type { ConnectError } from "../connect-error.js";

export declare function empty(status: number): Response;

export declare function json(value: unknown): Response;

export declare function problem({ code, status, retryAfter }: ConnectError): Response;

export declare function withCommonHeaders(response: Response, isShared: boolean): Response;
