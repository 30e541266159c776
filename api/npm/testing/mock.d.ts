import type { ChakraConnectionState, ChakraStatus } from "../index.js";
import { CALLS, OUTCOMES } from "./tables.js";
import type { PROBLEMS } from "./tables.js";

export type Call = keyof typeof CALLS;

export type Outcome = keyof typeof OUTCOMES;

export type Target = Call | "sdk" | "signup";

export type Failure = number | keyof typeof PROBLEMS | "network";
export interface FailureOptions {
    times?: number;
    retryAfter?: number | string;
    body?: unknown;
}

export interface Hold {
    readonly reached: Promise<void>;
    release(): void;
}
export interface MockOptions {
    outcome?: Outcome | "ask";
    state?: ChakraConnectionState | Partial<ChakraStatus>;
    backend?: string;
    urls?: Partial<Record<Call, string>>;
}

export interface RecordedRequest {
    readonly call: Call;
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
}

export interface MockRequest {
    method: string;
    url: string;
    headers: Record<string, string>;
    body: string | null | undefined;
}

export type MockResponse = {
    status: number;
    headers: Record<string, string>;
    body: string;
} | "network";

export declare class ChakraMock {
    #private;
    readonly requests: RecordedRequest[];
    readonly urls: Readonly<Record<Call, string>>;
    constructor({ outcome, state, backend, urls }?: MockOptions);
    outcome(outcome: Outcome | "ask"): void;
    get nextOutcome(): Outcome | "ask";
    get state(): ChakraConnectionState;
    get status(): ChakraStatus;
    set(status: ChakraConnectionState | Partial<ChakraStatus>): void;
    fail(target: Exclude<Target, "signup">, failure: Failure, options?: FailureOptions): void;
    recover(target?: Exclude<Target, "signup">): void;
    hold(target: Target): Hold;
    calls(call: Call): RecordedRequest[];
    called(call: Call, count?: number): Promise<RecordedRequest>;
    restore(): void | Promise<void>;
}
