import { ChakraMock } from "./mock.js";
import type { MockOptions, Outcome } from "./mock.js";
export { MockError } from "./errors.js";
export type { MockErrorCode } from "./errors.js";
export { ChakraMock } from "./mock.js";
export type { Call, Failure, FailureOptions, Hold, MockOptions, Outcome, RecordedRequest, Target } from "./mock.js";
export { mockOf } from "./page/address.js";
export { OUTCOMES } from "./tables.js";

export declare class PageMock extends ChakraMock {
    #private;
    constructor(options: MockOptions);
    fail(...[target, ...rest]: Parameters<ChakraMock["fail"]>): void;
    signUp(outcome?: Outcome): Promise<void>;
    restore(): void;
}

export declare function mockChakra(options?: MockOptions): PageMock;

export declare function restoreMockAddresses(): void;
