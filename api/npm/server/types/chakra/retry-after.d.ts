import type { Envelope } from "./envelope.js";

export declare function retryAfter(headers: Headers, envelope: Envelope, now: number): number | undefined;

export declare function waitInWords({ errors }: Envelope): number | undefined;
