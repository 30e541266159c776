import { ChakraMock } from "./mock.js";
import type { MockOptions, Outcome } from "./mock.js";
export { MockError } from "./errors.js";
export type { MockErrorCode } from "./errors.js";
export type { Call, Failure, FailureOptions, Hold, MockOptions, Outcome, RecordedRequest, Target } from "./mock.js";
export { OUTCOMES } from "./tables.js";
interface PlaywrightRoute {
    request(): {
        method(): string;
        url(): string;
        headers(): Record<string, string>;
        postData(): string | null;
    };
    fulfill(response: {
        status: number;
        headers: Record<string, string>;
        body: string;
    }): Promise<void>;
    abort(): Promise<void>;
}
type Matcher = (url: URL) => boolean;
type Handler = (route: PlaywrightRoute) => Promise<void>;
interface PlaywrightContext {
    route(matcher: Matcher, handler: Handler): Promise<unknown>;
    unroute(matcher: Matcher, handler: Handler): Promise<unknown>;
}
interface Locator {
    click(): Promise<void>;
    evaluate(use: (widget: Element) => Promise<void>): Promise<void>;
}
interface Popup {
    isClosed(): boolean;
    waitForEvent(event: "close", options: {
        timeout: number;
    }): Promise<unknown>;
}
interface PlaywrightPage {
    context(): PlaywrightContext;
    locator(selector: string): Locator;
    frameLocator(selector: string): {
        locator(selector: string): Locator;
    };
    waitForEvent(event: "popup"): Promise<Popup>;
}
export interface PlaywrightMockOptions extends MockOptions {
    sdkUrl?: string;
    widget?: string;
}

export declare class PlaywrightMock extends ChakraMock {
    #private;
    constructor(page: PlaywrightPage, { sdkUrl, widget, ...options }: PlaywrightMockOptions);
    signUp(outcome?: Outcome | "ask"): Promise<void>;
    restore(): Promise<void>;
}

export declare function mockChakra(page: PlaywrightPage, options?: PlaywrightMockOptions): Promise<PlaywrightMock>;
