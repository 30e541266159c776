export declare class MockError extends Error {
    readonly name = "MockError";
    readonly code: MockErrorCode;
    readonly docs: string;
    constructor(code: MockErrorCode, given?: unknown, allowed?: readonly string[]);
}

export type MockErrorCode = keyof typeof CODES;

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

export type Call = keyof typeof CALLS;

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

export type Outcome = keyof typeof OUTCOMES;

export interface RecordedRequest {
    readonly call: Call;
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
}

export type Target = Call | "sdk" | "signup";

export declare function mockOf(element: Element): ChakraMock;

export declare const OUTCOMES: {
    readonly finish: "An account and one number; reported.";
    readonly finish_only_waba: "An account without a number; reported.";
    readonly coexistence: "The number of a phone's WhatsApp Business app: an account now, its number later; reported without the number.";
    readonly several_numbers: "An account with two numbers, of which the customer chooses one; reported.";
    readonly in_review: "A number with a display name that Meta still reviews; reported.";
    readonly cancel: "Cancelled half-way; reported.";
    readonly close: "The window is closed; nothing is reported.";
    readonly error: "Meta refuses the number; reported as a cancel with an error, and as an error.";
    readonly duplicate: "An account and one number; every event is reported twice.";
    readonly silent: "An account and one number; nothing is reported.";
};

export declare class PageMock extends ChakraMock {
    #private;
    constructor(options: MockOptions);
    fail(...[target, ...rest]: Parameters<ChakraMock["fail"]>): void;
    signUp(outcome?: Outcome): Promise<void>;
    restore(): void;
}

export declare function mockChakra(options?: MockOptions): PageMock;

export declare function restoreMockAddresses(): void;

declare const CALLS: {
    readonly "connect-token": {
        readonly method: "POST";
        readonly success: 200;
    };
    readonly status: {
        readonly method: "GET";
        readonly success: 200;
    };
    readonly "connect-event": {
        readonly method: "POST";
        readonly success: 202;
    };
    readonly disconnect: {
        readonly method: "POST";
        readonly success: 204;
    };
};

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

type ChakraConnectionState = "not_connected" | "connected" | "connected_without_number" | "choose_number" | "in_review" | "action_needed" | "reconnect_needed";

interface ChakraIssue {
  code?: string;
  message: string;
  solution?: string;
}

interface ChakraNumber {
  phoneNumberId: string;
  displayPhoneNumber: string;
  verifiedName?: string;
  qualityRating?: string;
  messagingLimitTier?: string;
  issues: ChakraIssue[];
}

interface ChakraStatus {
  state: ChakraConnectionState;
  reason?: string;
  pluginId?: string;
  numbers: ChakraNumber[];
  connectedSince?: string;
  checkedAt: string;
}

declare const PROBLEMS: {
    readonly unauthorized: {
        readonly title: "Not signed in";
        readonly status: 401;
        readonly detail: "The request has no valid session. Sign in, and send the session with the request.";
    };
    readonly forbidden: {
        readonly title: "Not allowed";
        readonly status: 403;
        readonly detail: "The signed-in user lacks the right for this call: view, connect or disconnect. Grant the right in your app, or ask an administrator.";
    };
    readonly plugin_not_yours: {
        readonly title: "Not your plugin";
        readonly status: 403;
        readonly detail: "The pluginId in the request does not belong to this tenant. Leave out pluginId; the backend knows it.";
    };
    readonly cross_site: {
        readonly title: "Request from another site";
        readonly status: 403;
        readonly detail: "The request was sent by a page of another origin. If the origin is yours, allow it in the backend's settings.";
    };
    readonly bad_request: {
        readonly title: "Request not understood";
        readonly status: 400;
        readonly detail: "The body is not the JSON that this call expects. Send the body that the contract in the README describes.";
    };
    readonly unsupported_media_type: {
        readonly title: "JSON needed";
        readonly status: 415;
        readonly detail: "The Content-Type of the body is not JSON. Send Content-Type: application/json.";
    };
    readonly body_too_large: {
        readonly title: "Body too large";
        readonly status: 413;
        readonly detail: "The body is larger than 64 KiB. Send only the fields of the contract.";
    };
    readonly request_timeout: {
        readonly title: "Body not received in time";
        readonly status: 408;
        readonly detail: "The body of the request did not arrive in time. Send the body within 10 s.";
    };
    readonly not_found: {
        readonly title: "No such call";
        readonly status: 404;
        readonly detail: "There is no such call. Check the path: the calls are connect-token, status, connect-event and disconnect.";
    };
    readonly method_not_allowed: {
        readonly title: "Wrong method";
        readonly status: 405;
        readonly detail: "This call does not accept the method. Use GET for status, and POST for the other calls.";
    };
    readonly unknown_number: {
        readonly title: "Unknown number";
        readonly status: 409;
        readonly detail: "Chakra's records have no such number for this tenant. Request the status again, and choose one of its numbers.";
    };
    readonly busy: {
        readonly title: "Other calls are under way";
        readonly status: 503;
        readonly detail: "Other calls of this tenant, or to Chakra, did not finish in time. Try again after the time in Retry-After.";
    };
    readonly rate_limited: {
        readonly title: "Too many calls";
        readonly status: 429;
        readonly detail: "This tenant has made too many calls. Try again after the time in Retry-After.";
    };
    readonly plugin_pending: {
        readonly title: "The connection is being prepared";
        readonly status: 503;
        readonly detail: "It is not known yet whether an earlier call has created this tenant's connection. Try again after the time in Retry-After.";
    };
    readonly tenant_unavailable: {
        readonly title: "Sign-in not available";
        readonly status: 503;
        readonly detail: "The backend could not check who is signed in. Check that your session store works, then try again.";
    };
    readonly chakra_unauthorized: {
        readonly title: "Chakra refused the API key";
        readonly status: 502;
        readonly detail: "Chakra's API rejected the key. Check CHAKRA_API_KEY, and the rights of the key's role in Chakra's dashboard.";
    };
    readonly chakra_rate_limited: {
        readonly title: "Too many requests to Chakra";
        readonly status: 429;
        readonly detail: "Chakra's API limits the number of requests. Try again after the time in Retry-After.";
    };
    readonly chakra_unreachable: {
        readonly title: "Chakra cannot be reached";
        readonly status: 502;
        readonly detail: "The backend cannot connect to Chakra's API. Check the backend's network and CHAKRA_API_URL, then try again.";
    };
    readonly chakra_unavailable: {
        readonly title: "Chakra is not available";
        readonly status: 503;
        readonly detail: "Chakra's API returned a server error. Try again shortly.";
    };
    readonly chakra_timeout: {
        readonly title: "Chakra did not answer in time";
        readonly status: 504;
        readonly detail: "Chakra's API did not answer in time. Try again shortly.";
    };
    readonly chakra_refused: {
        readonly title: "Chakra refused the request";
        readonly status: 502;
        readonly detail: "Chakra's API rejected the request. Look up Chakra's status code in the backend's log.";
    };
    readonly chakra_bad_answer: {
        readonly title: "Chakra's answer was not understood";
        readonly status: 502;
        readonly detail: "Chakra's API returned an unexpected response. Check CHAKRA_API_URL, then try again.";
    };
    readonly chakra_plugin_gone: {
        readonly title: "The connection is gone at Chakra";
        readonly status: 502;
        readonly detail: "Chakra no longer has this tenant's connection. Try again: a new one is created.";
    };
    readonly chakra_token_unreadable: {
        readonly title: "Connect token not readable";
        readonly status: 502;
        readonly detail: "Chakra's connect token has no plugin id, so the backend cannot use it. Report this to the maintainers, with the time of the request.";
    };
    readonly storage_unavailable: {
        readonly title: "Storage unavailable";
        readonly status: 503;
        readonly detail: "The backend's database cannot be reached, or did not respond in time. Check that the database runs, then try again.";
    };
    readonly storage_failed: {
        readonly title: "Storage failed";
        readonly status: 500;
        readonly detail: "The backend's database returned an error. Look up the error in the backend's log.";
    };
    readonly internal: {
        readonly title: "Internal error";
        readonly status: 500;
        readonly detail: "An unexpected error occurred in the backend. Look up the error in the backend's log.";
    };
};
