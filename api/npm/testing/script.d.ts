import type { Failure, FailureOptions, Hold, Target } from "./mock.js";
import { PROBLEMS } from "./tables.js";

export declare const TARGETS: readonly [...("disconnect" | "status" | "connect-event" | "connect-token")[], "sdk", "signup"];

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
    detail: "The body is not the JSON this call takes. Send what the contract in the README says.";
    status: 400;
    title: "Request not understood";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "The body is larger than 64 KiB. Send only the fields of the contract.";
    status: 413;
    title: "Body too large";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "Other calls, of this tenant or to Chakra, have not ended in time. Try again after the time in Retry-After.";
    status: 503;
    title: "Other calls are under way";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "Chakra's API answered something else than expected. Check CHAKRA_API_URL, then try again.";
    status: 502;
    title: "Chakra's answer was not understood";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "Chakra no longer has this tenant's connection. Try again: a new one is made.";
    status: 502;
    title: "The connection is gone at Chakra";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "Chakra's API asks to slow down. Try again after the time in Retry-After.";
    status: 429;
    title: "Too many requests to Chakra";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "Chakra's API refused the request. See the status it gave in the backend's log.";
    status: 502;
    title: "Chakra refused the request";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "Chakra's API did not answer in time. Try again shortly.";
    status: 504;
    title: "Chakra did not answer in time";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "The connect token made by Chakra names no plugin, so it cannot be kept. Report this with the time of the request.";
    status: 502;
    title: "Connect token not readable";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "Chakra's API refused the key. Check CHAKRA_API_KEY and the rights of its role in Chakra's dashboard.";
    status: 502;
    title: "Chakra refused the API key";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "Chakra's API answered with a server error. Try again shortly.";
    status: 503;
    title: "Chakra is not available";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "No connection to Chakra's API. Check the backend's network and CHAKRA_API_URL, then try again.";
    status: 502;
    title: "Chakra cannot be reached";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "The request was sent by a page of another origin. Allow that origin in the backend's settings, if it is yours.";
    status: 403;
    title: "Request from another site";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "The signed-in user lacks the right for this call: view, connect or disconnect. Give the right in your app, or have an administrator do it.";
    status: 403;
    title: "Not allowed";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "The backend failed in an unforeseen way. See the backend's log.";
    status: 500;
    title: "Internal error";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "This call has another method. Use GET for status, POST for the others.";
    status: 405;
    title: "Wrong method";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "There is no such call. Check the path: the calls are connect-token, status, connect-event and disconnect.";
    status: 404;
    title: "No such call";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "The pluginId in the request is not the one of this tenant. Leave pluginId out: the backend knows it.";
    status: 403;
    title: "Not your plugin";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "Chakra has not said whether an earlier call has made this tenant's connection. Try again after the time in Retry-After.";
    status: 503;
    title: "The connection is being prepared";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "This tenant has made too many calls. Try again after the time in Retry-After.";
    status: 429;
    title: "Too many calls";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "The body of the request did not arrive in time. Send the body within 10 s.";
    status: 408;
    title: "Body not received in time";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "The backend's database failed. See the backend's log.";
    status: 500;
    title: "Storage failed";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "The backend's database is not reached, or does not answer in time. Try again; see that the database runs.";
    status: 503;
    title: "Storage unavailable";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "It could not be told who is signed in. Look at your session store, then try again.";
    status: 503;
    title: "Sign-in not available";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "The request names no tenant. Sign in, or send the session with the request.";
    status: 401;
    title: "Not signed in";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "Chakra's records hold no such number for this tenant. Read the status again and choose from its numbers.";
    status: 409;
    title: "Unknown number";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
} | {
    detail: "The body is not declared as JSON. Send Content-Type: application/json.";
    status: 415;
    title: "JSON needed";
    type: string;
    code: "internal" | "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed";
};
