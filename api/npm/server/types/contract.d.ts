export interface ChakraTokenRequestBody {
    intent?: ChakraIntent;
    pluginId?: string | null;
}

export interface ChakraTokenResponse {
    connectToken: string;
    pluginId?: string;
    expiresInSeconds?: number;
    sdkUrl?: string;
}

export interface ChakraStatus {
    state: ChakraConnectionState;
    reason?: string;
    pluginId?: string;
    numbers: ChakraNumber[];
    connectedSince?: string;
    checkedAt: string;
}

export type ChakraConnectEvent = ChakraNumberChoice | ChakraHint;

export interface ChakraProblem {
    type: string;
    title: string;
    status: number;
    code: ChakraProblemCode;
    detail: string;
}

export type ChakraIntent = "connect" | "replace";

export type ChakraConnectionState = "not_connected" | "connected" | "connected_without_number" | "choose_number" | "in_review" | "action_needed" | "reconnect_needed";

export interface ChakraNumber {
    phoneNumberId: string;
    displayPhoneNumber: string;
    verifiedName?: string;
    qualityRating?: string;
    messagingLimitTier?: string;
    issues: ChakraIssue[];
}

export interface ChakraIssue {
    code?: string;
    message: string;
    solution?: string;
}

export interface ChakraNumberChoice {
    phoneNumberId: string;
}

export interface ChakraHint {
    attemptId?: string | null;
    event: string;
    data?: unknown;
}

export type ChakraProblemCode = "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed" | "internal";

export declare const CALLS: {
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

export declare const PROBLEMS: {
    readonly unauthorized: readonly [401, "Not signed in", "The request names no tenant. Sign in, or send the session with the request."];
    readonly forbidden: readonly [403, "Not allowed", "The signed-in user lacks the right for this call: view, connect or disconnect. Give the right in your app, or have an administrator do it."];
    readonly plugin_not_yours: readonly [403, "Not your plugin", "The pluginId in the request is not the one of this tenant. Leave pluginId out: the backend knows it."];
    readonly cross_site: readonly [403, "Request from another site", "The request was sent by a page of another origin. Allow that origin in the backend's settings, if it is yours."];
    readonly bad_request: readonly [400, "Request not understood", "The body is not the JSON this call takes. Send what the contract in the README says."];
    readonly unsupported_media_type: readonly [415, "JSON needed", "The body is not declared as JSON. Send Content-Type: application/json."];
    readonly body_too_large: readonly [413, "Body too large", "The body is larger than 64 KiB. Send only the fields of the contract."];
    readonly request_timeout: readonly [408, "Body not received in time", "The body of the request did not arrive in time. Send the body within 10 s."];
    readonly not_found: readonly [404, "No such call", "There is no such call. Check the path: the calls are connect-token, status, connect-event and disconnect."];
    readonly method_not_allowed: readonly [405, "Wrong method", "This call has another method. Use GET for status, POST for the others."];
    readonly unknown_number: readonly [409, "Unknown number", "Chakra's records hold no such number for this tenant. Read the status again and choose from its numbers."];
    readonly busy: readonly [503, "Other calls are under way", "Other calls, of this tenant or to Chakra, have not ended in time. Try again after the time in Retry-After."];
    readonly rate_limited: readonly [429, "Too many calls", "This tenant has made too many calls. Try again after the time in Retry-After."];
    readonly plugin_pending: readonly [503, "The connection is being prepared", "Chakra has not said whether an earlier call has made this tenant's connection. Try again after the time in Retry-After."];
    readonly tenant_unavailable: readonly [503, "Sign-in not available", "It could not be told who is signed in. Look at your session store, then try again."];
    readonly chakra_unauthorized: readonly [502, "Chakra refused the API key", "Chakra's API refused the key. Check CHAKRA_API_KEY and the rights of its role in Chakra's dashboard."];
    readonly chakra_rate_limited: readonly [429, "Too many requests to Chakra", "Chakra's API asks to slow down. Try again after the time in Retry-After."];
    readonly chakra_unreachable: readonly [502, "Chakra cannot be reached", "No connection to Chakra's API. Check the backend's network and CHAKRA_API_URL, then try again."];
    readonly chakra_unavailable: readonly [503, "Chakra is not available", "Chakra's API answered with a server error. Try again shortly."];
    readonly chakra_timeout: readonly [504, "Chakra did not answer in time", "Chakra's API did not answer in time. Try again shortly."];
    readonly chakra_refused: readonly [502, "Chakra refused the request", "Chakra's API refused the request. See the status it gave in the backend's log."];
    readonly chakra_bad_answer: readonly [502, "Chakra's answer was not understood", "Chakra's API answered something else than expected. Check CHAKRA_API_URL, then try again."];
    readonly chakra_plugin_gone: readonly [502, "The connection is gone at Chakra", "Chakra no longer has this tenant's connection. Try again: a new one is made."];
    readonly chakra_token_unreadable: readonly [502, "Connect token not readable", "The connect token made by Chakra names no plugin, so it cannot be kept. Report this with the time of the request."];
    readonly storage_unavailable: readonly [503, "Storage unavailable", "The backend's database is not reached, or does not answer in time. Try again; see that the database runs."];
    readonly storage_failed: readonly [500, "Storage failed", "The backend's database failed. See the backend's log."];
    readonly internal: readonly [500, "Internal error", "The backend failed in an unforeseen way. See the backend's log."];
};

export declare const STATES: readonly ["not_connected", "connected", "connected_without_number", "choose_number", "in_review", "action_needed", "reconnect_needed"];

export declare const INTENTS: readonly ["connect", "replace"];

export declare const ALWAYS: {
    readonly "cache-control": "no-store";
    readonly "content-security-policy": "default-src 'none'; frame-ancestors 'none'";
    readonly "referrer-policy": "no-referrer";
    readonly "x-content-type-options": "nosniff";
};

export declare const MEANING: {
    readonly Fine: 0;
    readonly Notice: 1;
    readonly InReview: 2;
    readonly ActionNeeded: 3;
    readonly ReconnectNeeded: 4;
    readonly Banned: 5;
};

export declare const MEANING_STATES: readonly ["connected", "connected", "in_review", "action_needed", "reconnect_needed", "action_needed"];

export declare const NUMBER_WORDS: readonly [readonly ["status", "the number", false], readonly ["chakraStatus", "the number", false], readonly ["nameStatus", "the display name", true]];

export declare const ACCOUNT_WORD: readonly ["chakraStatus", "the WhatsApp Business account", false];

export declare const CONNECTION_WORDS: readonly [readonly [readonly ["CONNECTED", "VERIFIED", "APPROVED", "AVAILABLE", "AVAILABLE_WITHOUT_REVIEW", "ACTIVE", "ONLINE", "LINKED"], 0, "", ""], readonly [readonly ["PENDING", "NONE", "UNKNOWN"], 0, "", ""], readonly [readonly ["PENDING_REVIEW", "IN_REVIEW", "UNDER_REVIEW", "MANUAL_REVIEW", "DEFERRED"], 2, "Meta is reviewing {}. This usually takes one or two days.", ""], readonly [readonly ["RESTRICTED", "BLOCKED"], 3, "Meta restricts {}.", "Open WhatsApp Manager to see why, and what lifts the restriction."], readonly [readonly ["FLAGGED", "WARNED"], 3, "Meta has flagged {} for the low quality of its messages.", "Send only messages that your customers expect."], readonly [readonly ["RATE_LIMITED"], 3, "Meta limits how many messages {} may send.", "Wait until the limit is over, and send less at once."], readonly [readonly ["PAUSED", "SUSPENDED", "DISABLED"], 3, "Sending from {} is suspended.", "Open WhatsApp Manager to see why."], readonly [readonly ["UNVERIFIED", "NOT_VERIFIED"], 3, "Meta has not verified {}.", "Verify it in WhatsApp Manager."], readonly [readonly ["EXPIRED"], 3, "The verification of {} has expired.", "Verify it again in WhatsApp Manager."], readonly [readonly ["DECLINED", "REJECTED"], 3, "Meta has declined {}.", "Open WhatsApp Manager to see why, and ask for a review."], readonly [readonly ["DISCONNECTED", "NOT_CONNECTED", "OFFLINE", "UNLINKED"], 4, "The connection to {} is lost.", "Connect it again."], readonly [readonly ["DELETED", "REMOVED", "DEREGISTERED", "UNREGISTERED"], 4, "WhatsApp no longer has {}.", "Connect it again, or another one."], readonly [readonly ["MIGRATED"], 4, "Another WhatsApp service uses {} now.", "Connect it again to use it here."], readonly [readonly ["BANNED"], 5, "Meta has banned {}.", "Ask Meta for a review in WhatsApp Manager."]];

export declare const NAME_WORDS: readonly [readonly [readonly ["APPROVED", "AVAILABLE_WITHOUT_REVIEW", "VERIFIED"], 0, "", ""], readonly [readonly ["PENDING", "NONE", "UNKNOWN"], 0, "", ""], readonly [readonly ["PENDING_REVIEW", "IN_REVIEW", "UNDER_REVIEW", "MANUAL_REVIEW", "DEFERRED"], 2, "Meta is reviewing {}. This usually takes one or two days.", ""], readonly [readonly ["DECLINED", "REJECTED"], 1, "Meta has declined {}.", "Choose another one in WhatsApp Manager."], readonly [readonly ["EXPIRED"], 1, "The approval of {} has expired.", "Ask for a new one in WhatsApp Manager."]];

export declare const WAIT_MILLISECONDS: readonly ["retry_after_ms", "retryAfterMs"];

export declare const WAIT_SECONDS: readonly ["retry_after", "retryAfter"];

export declare const WAIT_PLACES: readonly ["data", "_data"];
export declare const REQUEST_BODY = 65536;
export declare const REQUEST_TIME = 12000;
export declare const BODY_TIME = 10000;
export declare const CALL_TIME = 6000;
export declare const CALLS_AT_ONCE = 32;
export declare const CALL_PATIENCE = 2000;
export declare const CHAKRA_BODY = 2097152;
export declare const MOST_NUMBERS = 20;
export declare const RECORD_DELAY = 600000;
export declare const STATUS_LIFE = 2000;
export declare const WATCHED_TIME = 120000;
export declare const WATCHED_LIFE = 500;
export declare const CALLS_PER_TENANT = 60;
export declare const TENANT_PATIENCE = 4000;
export declare const BUSY_PAUSE = 1000;
export declare const OTHERS_TIME = 4000;
export declare const OTHERS_INTERVAL = 200;
export declare const OTHERS_PAUSE = 2000;
export declare const CLAIM_SLACK = 15000;
export declare const UNKNOWN_PAUSE = 10000;
export declare const LONGEST_UNKNOWN_PAUSE = 300000;
export declare const UNKNOWN_MEMORY = 3600000;
export declare const REMOVAL_PAUSE = 30000;
export declare const LONGEST_REMOVAL_PAUSE = 3600000;
export declare const LONGEST_GATE = 60000;
export declare const FIRST_GATE = 1000;
export declare const LONGEST_OWN_GATE = 32000;
export declare const PREFLIGHT_SECONDS = 7200;
export declare const LONGEST_WAIT = 3600000;
export declare const JSON_TYPE = "application/json";
export declare const PROBLEM_JSON = "application/problem+json";
export declare const RETRY_AFTER = "retry-after";
export declare const PROBLEM_TYPE = "urn:problem-type:chakra-connect:";
export declare const WAIT_WORDS = "retry after";
export declare const UNKNOWN_WORD = "Chakra reports a status of {} that is not known here.";
export declare const NOT_CONNECTED = "No WhatsApp number is connected.";
export declare const SWITCHED_OFF = "The connection was switched off.";
export declare const NO_NUMBER = "The WhatsApp Business account has no phone number yet.";
export declare const NO_RECORD = "Chakra no longer has a record of the phone number. Connect it again.";
export declare const CHOOSE = "There are several phone numbers. Choose the one to use.";
export declare const RECORD_FAILED = "The record of this number could not be read just now.";
export declare const SENDING_LIMITED = "Meta limits the sending of messages.";
export declare const SENDING_BLOCKED = "Meta blocks the sending of messages.";
