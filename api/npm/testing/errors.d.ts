declare const CODES: {
    readonly unknown_outcome: "Outcomes are";
    readonly unknown_state: "States are";
    readonly unknown_call: "Calls are";
    readonly unknown_problem: "Give an HTTP status from 400 to 599, \"network\", or a problem code of";
    readonly is_restored: "The mock has been restored, and is on the page no more: make another one";
    readonly signup_is_open: "A signup is open already. Let it end, or release what holds it";
    readonly not_of_the_mock: "A connect token that is not the mock's was given to the SDK: does another backend answer the token call? Use the mock for both, or for none";
    readonly needs_network: "In a page the SDK is no request. Use the adapter for Playwright to have it fail";
    readonly no_mock: "The element has no `backend` of the form `mock:finish`";
    readonly not_in_cypress: "There is no `cy`: call mockChakra() in a test or a hook of Cypress";
};

export type MockErrorCode = keyof typeof CODES;

export declare class MockError extends Error {
    readonly name = "MockError";
    readonly code: MockErrorCode;
    readonly docs: string;
    constructor(code: MockErrorCode, given?: unknown, allowed?: readonly string[]);
}

export declare function oneOf<Name extends string>(code: MockErrorCode, given: unknown, allowed: readonly Name[]): Name;
export {};
