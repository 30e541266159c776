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

export interface ChakraTokenRequest {
  intent: ChakraIntent;
  pluginId?: string;
  signal: AbortSignal;
}

export type ChakraTokenAnswer =
  | string
  | Response
  | ChakraTokenResponse;

export type ChakraOutgoingEvent =
  | { attemptId: string; event: string; data: unknown }
  | (ChakraNumberChoice & { signal: AbortSignal });

export type ChakraOutcome =
  | ({ type: "connected" } & ChakraConnectedDetail)
  | ({ type: "cancelled" } & ChakraCancelledDetail)
  | ({ type: "failed" } & ChakraFailedDetail)
  | { type: "disconnected" }
  | { type?: undefined; state: ChakraState };

export type ChakraState = "loading" | "not_connected" | "connecting" | "confirming" | "connected" | "connected_without_number" | "choose_number" | "in_review" | "action_needed" | "reconnect_needed" | "disconnecting" | "unavailable";

export type ChakraErrorCode = "config_missing_token_source" | "config_bad_address" | "backend_unauthorized" | "backend_forbidden" | "backend_not_found" | "backend_rate_limited" | "backend_unavailable" | "backend_rejected" | "backend_not_json" | "backend_empty" | "backend_too_large" | "backend_malformed" | "backend_stale" | "backend_timeout" | "backend_unreachable" | "host_function_failed" | "token_missing" | "token_not_a_connect_token" | "token_expired" | "token_of_another_plugin" | "plugin_not_found" | "sdk_load_failed" | "sdk_load_timeout" | "sdk_not_usable" | "sdk_init_failed" | "frame_not_ready" | "popup_not_seen" | "vendor_error" | "confirmation_timeout" | "finished_without_number" | "wasm_load_failed" | "wasm_integrity_mismatch" | "wasm_wrong_mime" | "wasm_corrupted" | "wasm_blocked_by_csp" | "wasm_unsupported" | "assets_not_found" | "offline" | "load_timeout";

export interface ChakraStatechangeDetail {
  state: ChakraState;
  previous: ChakraState;
}

export interface ChakraReadyDetail {
}

export interface ChakraStartedDetail {
  attemptId: string;
}

export interface ChakraProgressDetail {
  attemptId: string;
  event: string;
  step?: string;
}

export interface ChakraConnectedDetail {
  attemptId: string;
  verified: boolean;
  late: boolean;
  state: ChakraState;
  numbers: ChakraNumber[];
}

export interface ChakraCancelledDetail {
  attemptId: string;
  reason: "user" | "timeout" | "superseded" | "unknown";
  step?: string;
  message?: string;
}

export interface ChakraFailedDetail {
  attemptId?: string;
  code: ChakraErrorCode;
  message: string;
  retryable: boolean;
  docs: string;
  call?: "token" | "status" | "disconnect" | "choice";
  vendorCode?: string;
  vendorMessage?: string;
  cause?: unknown;
}

export interface ChakraBeforeConnectDetail {
  intent: "connect" | "replace";
}

export interface ChakraBeforeDisconnectDetail {
}

export interface ChakraDisconnectedDetail {
}

export interface ChakraAttributes {
  "backend"?: string | undefined;
  "token-url"?: string | undefined;
  "status-url"?: string | undefined;
  "event-url"?: string | undefined;
  "disconnect-url"?: string | undefined;
  "sdk-url"?: string | undefined;
  "credentials"?: "same-origin" | "include" | undefined;
  "tenant"?: string | undefined;
  "start"?: "visible" | "click" | "manual" | undefined;
  "variant"?: "card" | "inline" | "button" | undefined;
  "heading-level"?: "2" | "1" | "3" | "4" | "5" | "6" | 2 | 1 | 3 | 4 | 5 | 6 | undefined;
  "theme"?: "auto" | "light" | "dark" | undefined;
  "locale"?: "en" | "ar" | "de" | "es" | "fr" | "he" | "hi" | "id" | "it" | "pt-BR" | "tr" | "ur" | (string & {}) | undefined;
  "locales-url"?: string | undefined;
  "load"?: "visible" | "intent" | "eager" | undefined;
  "fallback-url"?: string | undefined;
  "debug"?: boolean | undefined;
}

export interface ChakraProperties {
  fetchToken?: ((request: ChakraTokenRequest) => ChakraTokenAnswer | Promise<ChakraTokenAnswer>) | undefined;
  fetchStatus?: ((request: { signal: AbortSignal }) => unknown) | undefined;
  disconnectAccount?: ((request: { signal: AbortSignal }) => unknown) | undefined;
  sendEvent?: ((event: ChakraOutgoingEvent) => unknown) | undefined;
  requestHeaders?: (Record<string, string> | Headers | (() => Record<string, string> | Headers | Promise<Record<string, string> | Headers>)) | undefined;
  initialStatus?: (object) | undefined;
  messages?: (Record<string, string>) | undefined;
}

export interface ChakraReflected {
  backend: string | null;
  tokenUrl: string | null;
  statusUrl: string | null;
  eventUrl: string | null;
  disconnectUrl: string | null;
  sdkUrl: string | null;
  credentials: "same-origin" | "include" | null;
  tenant: string | null;
  start: "visible" | "click" | "manual" | null;
  variant: "card" | "inline" | "button" | null;
  headingLevel: "2" | "1" | "3" | "4" | "5" | "6" | 2 | 1 | 3 | 4 | 5 | 6 | null;
  theme: "auto" | "light" | "dark" | null;
  locale: "en" | "ar" | "de" | "es" | "fr" | "he" | "hi" | "id" | "it" | "pt-BR" | "tr" | "ur" | (string & {}) | null;
  localesUrl: string | null;
  load: "visible" | "intent" | "eager" | null;
  fallbackUrl: string | null;
  debug: boolean;
}

export interface ChakraEventMap {
  "chakra-statechange": CustomEvent<ChakraStatechangeDetail>;
  "chakra-ready": CustomEvent<ChakraReadyDetail>;
  "chakra-started": CustomEvent<ChakraStartedDetail>;
  "chakra-progress": CustomEvent<ChakraProgressDetail>;
  "chakra-connected": CustomEvent<ChakraConnectedDetail>;
  "chakra-cancelled": CustomEvent<ChakraCancelledDetail>;
  "chakra-failed": CustomEvent<ChakraFailedDetail>;
  "chakra-before-connect": CustomEvent<ChakraBeforeConnectDetail>;
  "chakra-before-disconnect": CustomEvent<ChakraBeforeDisconnectDetail>;
  "chakra-disconnected": CustomEvent<ChakraDisconnectedDetail>;
}

export interface ChakraWhatsappConnectElement extends HTMLElement, ChakraProperties, ChakraReflected {
  readonly state: ChakraState;
  readonly ready: Promise<{ state: ChakraState }>;
  connect(options?: {intent?: "connect" | "replace"}): Promise<ChakraOutcome>;
  refresh(): Promise<ChakraOutcome>;
  disconnect(): Promise<ChakraOutcome>;
  reset(): Promise<ChakraOutcome>;
  addEventListener<K extends keyof ChakraEventMap>(type: K, listener: (this: this, event: ChakraEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions): void;
  addEventListener<K extends keyof HTMLElementEventMap>(type: K, listener: (this: this, event: HTMLElementEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof ChakraEventMap>(type: K, listener: (this: this, event: ChakraEventMap[K]) => unknown, options?: boolean | EventListenerOptions): void;
  removeEventListener<K extends keyof HTMLElementEventMap>(type: K, listener: (this: this, event: HTMLElementEventMap[K]) => unknown, options?: boolean | EventListenerOptions): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

export const TAG: "chakra-whatsapp-connect";

export const ATTRIBUTES: readonly string[];
export const PROPERTIES: readonly string[];
export const EVENTS: readonly (keyof ChakraEventMap)[];
export const STATES: readonly ChakraState[];
export const ERROR_CODES: readonly ChakraErrorCode[];
export const LOAD_CODES: readonly ChakraErrorCode[];

export function define(options?: { assets?: string }): boolean;
declare global {
  interface HTMLElementTagNameMap {
    "chakra-whatsapp-connect": ChakraWhatsappConnectElement;
  }
}
