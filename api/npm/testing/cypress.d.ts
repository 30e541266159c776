import { ChakraMock } from "./mock.js";
import type { MockOptions, Outcome } from "./mock.js";
import type { PageWindow } from "./page/request.js";
export { MockError } from "./errors.js";
export type { MockErrorCode } from "./errors.js";
export type { Call, Failure, FailureOptions, Hold, MockOptions, Outcome, RecordedRequest, Target } from "./mock.js";
export { OUTCOMES } from "./tables.js";
interface InterceptedRequest {
    method: string;
    url: string;
    headers: Record<string, string | string[]>;
    body: unknown;
    reply(response: {
        statusCode: number;
        headers: Record<string, string>;
        body: string;
    }): void;
    destroy(): void;
}
interface Matcher {
    pathname: string;
    hostname?: string;
}
interface Cy {
    intercept(matcher: Matcher, handler: (request: InterceptedRequest) => Promise<void>): {
        as(alias: string): unknown;
    };
    on(event: "window:before:load", listener: (window: PageWindow) => void): void;
    get(selector: string): {
        its(path: string): {
            should(condition: string): Chain;
        };
    };
    wrap(body: HTMLElement, options: {
        log: false;
    }): {
        find(selector: string): {
            click(): unknown;
        };
    };
}
interface Chain {
    then(use: (body: HTMLElement) => unknown): unknown;
}

export declare class CypressMock extends ChakraMock {
    #private;
    constructor(cy: Cy, options: MockOptions);
    fail(...[target, ...rest]: Parameters<ChakraMock["fail"]>): void;
    signUp(outcome?: Outcome): void;
    restore(): void;
}

export declare function mockChakra(options?: MockOptions): CypressMock;
