// Written by `cargo xtask book` from the tables of the crate `contract`: change them there.

/** Asks for a connect token. */
export interface ChakraTokenRequestBody {
  /** The token's purpose; `connect` if absent. */
  intent?: ChakraIntent;
  /** The plugin of the widget's last token, if it had one. Refused unless it is the tenant's. */
  pluginId?: string | null;
}

/** A connect token. */
export interface ChakraTokenResponse {
  /** The token: a JWT made by Chakra, for one hour and one plugin. It is a secret of this customer. */
  connectToken: string;
  /** The tenant's plugin. */
  pluginId?: string;
  /** Time until the token expires, in seconds; if absent, it is read from the token. */
  expiresInSeconds?: number;
  /** Address of the vendor's SDK; if absent, Chakra's own. */
  sdkUrl?: string;
}

/** A tenant's connection, according to Chakra's records. */
export interface ChakraStatus {
  /** The state. */
  state: ChakraConnectionState;
  /** Why, in plain words; of every state but `connected`. */
  reason?: string;
  /** The tenant's plugin. If it differs from the one shown, the widget starts again. */
  pluginId?: string;
  /** The numbers of this state. */
  numbers: ChakraNumber[];
  /** When the backend first saw the number connected: RFC 3339, UTC. */
  connectedSince?: string;
  /** When Chakra was asked: RFC 3339, UTC. An older report never replaces a newer one on the page. */
  checkedAt: string;
}

/** The body of a report by the widget: one of two kinds, told apart by their mandatory field. A body with both is refused. */
export type ChakraConnectEvent = ChakraNumberChoice | ChakraHint;

/** An error. What to do is decided by `code`. */
export interface ChakraProblem {
  /** A URN that ends with the code. */
  type: string;
  /** A short name for people; the same for each problem of this code. */
  title: string;
  /** The HTTP status. */
  status: number;
  code: ChakraProblemCode;
  /** An explanation with a remedy, for the partner's developer. Holds no secret. */
  detail: string;
}

/** The purpose of a connect token. Both purposes get a token for the tenant's one plugin: a second plugin would leave the first one's number behind at Chakra. */
export type ChakraIntent = "connect" | "replace";

/** State of a tenant's connection, as the backend reports it. */
export type ChakraConnectionState = "not_connected" | "connected" | "connected_without_number" | "choose_number" | "in_review" | "action_needed" | "reconnect_needed";

/** A phone number of the connection. */
export interface ChakraNumber {
  /** Meta's id of the number, not the number itself. */
  phoneNumberId: string;
  /** The number as Chakra gives it; the id where Chakra does not tell. */
  displayPhoneNumber: string;
  /** The name WhatsApp shows for the business. */
  verifiedName?: string;
  /** Meta's quality rating, such as `GREEN`. */
  qualityRating?: string;
  /** Meta's messaging limit, such as `TIER_1K`. */
  messagingLimitTier?: string;
  /** Problems that limit or block sending. */
  issues: ChakraIssue[];
}

/** Something wrong with a number. */
export interface ChakraIssue {
  /** Meta's code, if there is one. */
  code?: string;
  /** The problem. */
  message: string;
  /** The remedy. */
  solution?: string;
}

/** The customer's choice among several numbers, in the state `choose_number`. */
export interface ChakraNumberChoice {
  /** Meta's id of the number: one of the tenant's. */
  phoneNumberId: string;
}

/** An event of the vendor's frame, as the browser reports it. It proves nothing, and may be logged or dropped. */
export interface ChakraHint {
  /** The widget's id of the attempt. */
  attemptId?: string | null;
  /** The event's name: `finished`, `cancelled` or `failed`, or otherwise Chakra's own name in upper case. */
  event: string;
  /** An empty object: what it could hold is not believed anyway. It is not read. */
  data?: unknown;
}

/** What went wrong. The codes do not change. */
export type ChakraProblemCode = "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed" | "internal";

/** The calls, by the last segment of their paths. */
export const CALLS = {"connect-token":{"method":"POST","success":200},"status":{"method":"GET","success":200},"connect-event":{"method":"POST","success":202},"disconnect":{"method":"POST","success":204}} as const;

/** Problems by code: HTTP status, title, detail. */
export const PROBLEMS = {"unauthorized":[401,"Not signed in","The request has no valid session. Sign in, and send the session with the request."],"forbidden":[403,"Not allowed","The signed-in user lacks the right for this call: view, connect or disconnect. Grant the right in your app, or ask an administrator."],"plugin_not_yours":[403,"Not your plugin","The pluginId in the request does not belong to this tenant. Leave out pluginId; the backend knows it."],"cross_site":[403,"Request from another site","The request was sent by a page of another origin. If the origin is yours, allow it in the backend's settings."],"bad_request":[400,"Request not understood","The body is not the JSON that this call expects. Send the body that the contract in the README describes."],"unsupported_media_type":[415,"JSON needed","The Content-Type of the body is not JSON. Send Content-Type: application/json."],"body_too_large":[413,"Body too large","The body is larger than 64 KiB. Send only the fields of the contract."],"request_timeout":[408,"Body not received in time","The body of the request did not arrive in time. Send the body within 10 s."],"not_found":[404,"No such call","There is no such call. Check the path: the calls are connect-token, status, connect-event and disconnect."],"method_not_allowed":[405,"Wrong method","This call does not accept the method. Use GET for status, and POST for the other calls."],"unknown_number":[409,"Unknown number","Chakra's records have no such number for this tenant. Request the status again, and choose one of its numbers."],"busy":[503,"Other calls are under way","Other calls of this tenant, or to Chakra, did not finish in time. Try again after the time in Retry-After."],"rate_limited":[429,"Too many calls","This tenant has made too many calls. Try again after the time in Retry-After."],"plugin_pending":[503,"The connection is being prepared","It is not known yet whether an earlier call has created this tenant's connection. Try again after the time in Retry-After."],"tenant_unavailable":[503,"Sign-in not available","The backend could not check who is signed in. Check that your session store works, then try again."],"chakra_unauthorized":[502,"Chakra refused the API key","Chakra's API rejected the key. Check CHAKRA_API_KEY, and the rights of the key's role in Chakra's dashboard."],"chakra_rate_limited":[429,"Too many requests to Chakra","Chakra's API limits the number of requests. Try again after the time in Retry-After."],"chakra_unreachable":[502,"Chakra cannot be reached","The backend cannot connect to Chakra's API. Check the backend's network and CHAKRA_API_URL, then try again."],"chakra_unavailable":[503,"Chakra is not available","Chakra's API returned a server error. Try again shortly."],"chakra_timeout":[504,"Chakra did not answer in time","Chakra's API did not answer in time. Try again shortly."],"chakra_refused":[502,"Chakra refused the request","Chakra's API rejected the request. Look up Chakra's status code in the backend's log."],"chakra_bad_answer":[502,"Chakra's answer was not understood","Chakra's API returned an unexpected response. Check CHAKRA_API_URL, then try again."],"chakra_plugin_gone":[502,"The connection is gone at Chakra","Chakra no longer has this tenant's connection. Try again: a new one is created."],"chakra_token_unreadable":[502,"Connect token not readable","Chakra's connect token has no plugin id, so the backend cannot use it. Report this to the maintainers, with the time of the request."],"storage_unavailable":[503,"Storage unavailable","The backend's database cannot be reached, or did not respond in time. Check that the database runs, then try again."],"storage_failed":[500,"Storage failed","The backend's database returned an error. Look up the error in the backend's log."],"internal":[500,"Internal error","An unexpected error occurred in the backend. Look up the error in the backend's log."]} as const;

/** The states of a connection. */
export const STATES = ["not_connected","connected","connected_without_number","choose_number","in_review","action_needed","reconnect_needed"] as const;

/** What a token can be wanted for. */
export const INTENTS = ["connect","replace"] as const;

/** Headers of every response. */
export const ALWAYS = {"cache-control":"no-store","content-security-policy":"default-src 'none'; frame-ancestors 'none'","referrer-policy":"no-referrer","x-content-type-options":"nosniff"} as const;

/** What a status word means, by gravity. */
export const MEANING = {"Fine":0,"Notice":1,"InReview":2,"ActionNeeded":3,"ReconnectNeeded":4,"Banned":5} as const;

/** The state of a connection by the gravest meaning. */
export const MEANING_STATES = ["connected","connected","in_review","action_needed","reconnect_needed","action_needed"] as const;

/** Fields of a number's record that hold a status word, with what each is about and whether it is a name's. */
export const NUMBER_WORDS = [["status","the number",false],["chakraStatus","the number",false],["nameStatus","the display name",true]] as const;

/** The same field of an account's record. */
export const ACCOUNT_WORD = ["chakraStatus","the WhatsApp Business account",false] as const;

/** Words of a number or an account: the words, their meaning, the message, the solution. */
export const CONNECTION_WORDS = [[["CONNECTED","VERIFIED","APPROVED","AVAILABLE","AVAILABLE_WITHOUT_REVIEW","ACTIVE","ONLINE","LINKED"],0,"",""],[["PENDING","NONE","UNKNOWN"],0,"",""],[["PENDING_REVIEW","IN_REVIEW","UNDER_REVIEW","MANUAL_REVIEW","DEFERRED"],2,"Meta is reviewing {}.",""],[["RESTRICTED","BLOCKED"],3,"Meta restricts {}.","Open WhatsApp Manager to see why, and what lifts the restriction."],[["FLAGGED","WARNED"],3,"Meta has flagged {} for the low quality of its messages.","Send only messages that your customers expect."],[["RATE_LIMITED"],3,"Meta limits how many messages {} may send.","Wait until the limit is over, and send less at once."],[["PAUSED","SUSPENDED","DISABLED"],3,"Sending from {} is suspended.","Open WhatsApp Manager to see why."],[["UNVERIFIED","NOT_VERIFIED"],3,"Meta has not verified {}.","Verify it in WhatsApp Manager."],[["EXPIRED"],3,"The verification of {} has expired.","Verify it again in WhatsApp Manager."],[["DECLINED","REJECTED"],3,"Meta has declined {}.","Open WhatsApp Manager to see why, and ask for a review."],[["DISCONNECTED","NOT_CONNECTED","OFFLINE","UNLINKED"],4,"The connection to {} is lost.","Connect it again."],[["DELETED","REMOVED","DEREGISTERED","UNREGISTERED"],4,"WhatsApp no longer has {}.","Connect it again, or another one."],[["MIGRATED"],4,"Another WhatsApp service uses {} now.","Connect it again to use it here."],[["BANNED"],5,"Meta has banned {}.","Ask Meta for a review in WhatsApp Manager."]] as const;

/** Words of a display name. */
export const NAME_WORDS = [[["APPROVED","AVAILABLE_WITHOUT_REVIEW","VERIFIED"],0,"",""],[["PENDING","NONE","UNKNOWN"],0,"",""],[["PENDING_REVIEW","IN_REVIEW","UNDER_REVIEW","MANUAL_REVIEW","DEFERRED"],2,"Meta is reviewing {}.",""],[["DECLINED","REJECTED"],1,"Meta has declined {}.","Choose another one in WhatsApp Manager."],[["EXPIRED"],1,"The approval of {} has expired.","Ask for a new one in WhatsApp Manager."]] as const;

/** Fields with a wait in milliseconds. */
export const WAIT_MILLISECONDS = ["retry_after_ms","retryAfterMs"] as const;

/** Fields with a wait in seconds. */
export const WAIT_SECONDS = ["retry_after","retryAfter"] as const;

/** Objects in which such fields may stand. */
export const WAIT_PLACES = ["data","_data"] as const;

export const REQUEST_BODY = 65536;
export const REQUEST_TIME = 12000;
export const BODY_TIME = 10000;
export const CALL_TIME = 6000;
export const CALLS_AT_ONCE = 32;
export const CALL_PATIENCE = 2000;
export const CHAKRA_BODY = 2097152;
export const MOST_NUMBERS = 20;
export const MOST_RECORDS = 1000;
export const MOST_ISSUES = 20;
export const RECORD_DELAY = 600000;
export const ACCOUNTS_BORNE = 600000;
export const STATUS_LIFE = 2000;
export const WATCHED_TIME = 120000;
export const WATCHED_LIFE = 500;
export const CALLS_PER_TENANT = 60;
export const TENANT_PATIENCE = 4000;
export const BUSY_PAUSE = 1000;
export const OTHERS_TIME = 4000;
export const OTHERS_INTERVAL = 200;
export const OTHERS_PAUSE = 2000;
export const CLAIM_SLACK = 15000;
export const UNKNOWN_PAUSE = 10000;
export const LONGEST_UNKNOWN_PAUSE = 300000;
export const UNKNOWN_MEMORY = 3600000;
export const REMOVAL_PAUSE = 30000;
export const LONGEST_REMOVAL_PAUSE = 3600000;
export const LONGEST_GATE = 60000;
export const FIRST_GATE = 1000;
export const LONGEST_OWN_GATE = 32000;
export const PREFLIGHT_SECONDS = 7200;
export const LONGEST_WAIT = 3600000;

export const JSON_TYPE = "application/json";
export const PROBLEM_JSON = "application/problem+json";
export const RETRY_AFTER = "retry-after";
export const PROBLEM_TYPE = "urn:problem-type:chakra-connect:";
export const WAIT_WORDS = "retry after";
export const UNKNOWN_WORD = "Chakra reports a status of {} that is not known here.";
export const NOT_CONNECTED = "No WhatsApp number is connected.";
export const SWITCHED_OFF = "The connection was switched off.";
export const NO_NUMBER = "The WhatsApp Business account has no phone number yet.";
export const NO_RECORD = "Chakra no longer has a record of the phone number. Connect it again.";
export const CHOOSE = "There are several phone numbers. Choose the one to use.";
export const RECORD_FAILED = "The record of this number could not be read just now.";
export const ACCOUNTS_UNREAD = "The state of the WhatsApp Business account could not be read for some time, and may be another one by now.";
export const SENDING_LIMITED = "Meta limits the sending of messages.";
export const SENDING_BLOCKED = "Meta blocks the sending of messages.";
