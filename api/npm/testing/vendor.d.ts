import type { ChakraMock, MockRequest, MockResponse } from "./mock.js";
export declare class Vendor {
    #private;
    noticed: Promise<unknown> | undefined;
    constructor(mock: ChakraMock, sdkUrl: string);
    has(url: URL): boolean;
    handle(url: URL, { method, body }: MockRequest): Promise<MockResponse>;
}
