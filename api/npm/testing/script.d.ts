import type { Failure, FailureOptions, Hold, Target } from "./mock.js";
import { PROBLEMS } from "./tables.js";

export declare const TARGETS: readonly [...("disconnect" | "status" | "connect-token" | "connect-event")[], "sdk", "signup"];

export interface ScriptedFailure {
    status: number | "network";
    body: unknown;
    contentType: string;
    retryAfter: string | undefined;
}
export declare class Script {
    #private;
    fail(target: Target, failure: Failure, { times, retryAfter, body }: FailureOptions): void;
    recover(target?: Target): void;
    hold(target: Target): Hold;
    holds(target: Target): boolean;
    pass(target: Target): Promise<void>;
    take(target: Target): ScriptedFailure | undefined;
    isCutOff(target: Target): boolean;
    clear(): void;
}

export declare function problem(code: keyof typeof PROBLEMS): {
    title: "Not signed in";
    status: 401;
    detail: "The request names no tenant. Sign in, or send the session with the request.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Not allowed";
    status: 403;
    detail: "The signed-in user lacks the right for this call: view, connect or disconnect. Give the right in your app, or have an administrator do it.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Not your plugin";
    status: 403;
    detail: "The pluginId in the request is not the one of this tenant. Leave pluginId out: the backend knows it.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Request from another site";
    status: 403;
    detail: "The request was sent by a page of another origin. Allow that origin in the backend's settings, if it is yours.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Request not understood";
    status: 400;
    detail: "The body is not the JSON this call takes. Send what the contract in the README says.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "JSON needed";
    status: 415;
    detail: "The body is not declared as JSON. Send Content-Type: application/json.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Body too large";
    status: 413;
    detail: "The body is larger than 64 KiB. Send only the fields of the contract.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Body not received in time";
    status: 408;
    detail: "The body of the request did not arrive in time. Send the body within 10 s.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "No such call";
    status: 404;
    detail: "There is no such call. Check the path: the calls are connect-token, status, connect-event and disconnect.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Wrong method";
    status: 405;
    detail: "This call has another method. Use GET for status, POST for the others.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Unknown number";
    status: 409;
    detail: "Chakra's records hold no such number for this tenant. Read the status again and choose from its numbers.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Other calls are under way";
    status: 503;
    detail: "Other calls, of this tenant or to Chakra, have not ended in time. Try again after the time in Retry-After.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Too many calls";
    status: 429;
    detail: "This tenant has made too many calls. Try again after the time in Retry-After.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "The connection is being prepared";
    status: 503;
    detail: "Chakra has not said whether an earlier call has made this tenant's connection. Try again after the time in Retry-After.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Sign-in not available";
    status: 503;
    detail: "It could not be told who is signed in. Look at your session store, then try again.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Chakra refused the API key";
    status: 502;
    detail: "Chakra's API refused the key. Check CHAKRA_API_KEY and the rights of its role in Chakra's dashboard.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Too many requests to Chakra";
    status: 429;
    detail: "Chakra's API asks to slow down. Try again after the time in Retry-After.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Chakra cannot be reached";
    status: 502;
    detail: "No connection to Chakra's API. Check the backend's network and CHAKRA_API_URL, then try again.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Chakra is not available";
    status: 503;
    detail: "Chakra's API answered with a server error. Try again shortly.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Chakra did not answer in time";
    status: 504;
    detail: "Chakra's API did not answer in time. Try again shortly.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Chakra refused the request";
    status: 502;
    detail: "Chakra's API refused the request. See the status it gave in the backend's log.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Chakra's answer was not understood";
    status: 502;
    detail: "Chakra's API answered something else than expected. Check CHAKRA_API_URL, then try again.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "The connection is gone at Chakra";
    status: 502;
    detail: "Chakra no longer has this tenant's connection. Try again: a new one is made.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Connect token not readable";
    status: 502;
    detail: "The connect token made by Chakra names no plugin, so it cannot be kept. Report this with the time of the request.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Storage unavailable";
    status: 503;
    detail: "The backend's database is not reached, or does not answer in time. Try again; see that the database runs.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Storage failed";
    status: 500;
    detail: "The backend's database failed. See the backend's log.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    title: "Internal error";
    status: 500;
    detail: "The backend failed in an unforeseen way. See the backend's log.";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
};
