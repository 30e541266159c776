export declare class ConnectError extends Error {
    readonly name = "ConnectError";
    readonly code: ChakraProblemCode;
    readonly status: number;
    readonly retryAfter: number | undefined;
    constructor(code: ChakraProblemCode, retryAfter?: number);
}

export type WaitUntil = (work: Promise<unknown>) => void;

export interface Clock {
    now(): number;
    elapsed(): number;
    after(milliseconds: number, callback: () => void): () => void;
}

export interface ConnectionChange {
    readonly tenantId: string;
    readonly state: ChakraConnectionState;
    readonly reason?: string | undefined;
    readonly pluginId?: string | undefined;
    readonly numbers: readonly ChakraNumber[];
    readonly checkedAt: string;
}

export type Hook = (change: ConnectionChange) => void | Promise<void>;

export interface Hooks {
    readonly onConnected?: Hook | undefined;
    readonly onDisconnected?: Hook | undefined;
    readonly onActionNeeded?: Hook | undefined;
}

export type Adopted = "adopted" | "already_adopted" | "other_plugin" | "removal_pending" | "of_another_tenant";

export type ChakraConnectionState = "not_connected" | "connected" | "connected_without_number" | "choose_number" | "in_review" | "action_needed" | "reconnect_needed";

export interface ChakraIssue {
    code?: string;
    message: string;
    solution?: string;
}

export interface ChakraNumber {
    phoneNumberId: string;
    displayPhoneNumber: string;
    verifiedName?: string;
    qualityRating?: string;
    messagingLimitTier?: string;
    issues: ChakraIssue[];
}

export interface ChakraProblem {
    type: string;
    title: string;
    status: number;
    code: ChakraProblemCode;
    detail: string;
}

export type ChakraProblemCode = "unauthorized" | "forbidden" | "plugin_not_yours" | "cross_site" | "bad_request" | "unsupported_media_type" | "body_too_large" | "request_timeout" | "not_found" | "method_not_allowed" | "unknown_number" | "busy" | "rate_limited" | "plugin_pending" | "tenant_unavailable" | "chakra_unauthorized" | "chakra_rate_limited" | "chakra_unreachable" | "chakra_unavailable" | "chakra_timeout" | "chakra_refused" | "chakra_bad_answer" | "chakra_plugin_gone" | "chakra_token_unreadable" | "storage_unavailable" | "storage_failed" | "internal";

export interface ChakraStatus {
    state: ChakraConnectionState;
    reason?: string;
    pluginId?: string;
    numbers: ChakraNumber[];
    connectedSince?: string;
    checkedAt: string;
}

export interface ChakraTokenResponse {
    connectToken: string;
    pluginId?: string;
    expiresInSeconds?: number;
    sdkUrl?: string;
}

export declare function demoTenant(): (request: Request) => Caller | undefined;

export declare function createConnectHandler(options: ConnectOptions): ConnectHandler;

export interface ConnectHandler {
    (request: Request, context?: unknown): Promise<Response>;
    status(tenant: TenantLike, context?: unknown): Promise<ChakraStatus>;
    disconnect(tenant: TenantLike, context?: unknown): Promise<void>;
    invalidate(tenantId: string): void;
    adopt(tenant: TenantLike, pluginId: string): Promise<Adopted>;
    settle(tenant: TenantLike, id: string): Promise<boolean>;
    records(): AsyncGenerator<Stored>;
    maintain(): Promise<void>;
    drained(): Promise<void>;
}

export type TenantOf = (request: Request) => string | Caller | null | undefined | Promise<string | Caller | null | undefined>;

export type Log = (level: LogLevel, message: string, fields: LogFields) => void;

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export type LogLevel = "info" | "warn" | "error";

export interface ConnectOptions extends Hooks {
    readonly apiKey: string | undefined;
    readonly nextApiKey?: string | undefined;
    readonly tenant: TenantOf;
    readonly store: Store;
    readonly apiUrl?: string | undefined;
    readonly sdkUrl?: string | undefined;
    readonly allowedOrigins?: readonly string[] | undefined;
    readonly namespace?: string | undefined;
    readonly log?: Log | undefined;
    readonly waitUntil?: WaitUntil | undefined;
    readonly fetch?: typeof globalThis.fetch | undefined;
    readonly clock?: Clock | undefined;
}

export declare function memoryStore(): Store;

export declare function sqlSchema(dialect: SqlStoreOptions["dialect"], table?: string): string[];

export declare function sqlStore({ query, dialect, table }: SqlStoreOptions): SqlStore;

export type SqlQuery = (text: string, values: SqlValue[]) => unknown;

export interface SqlStore extends Store {
    migrate(): Promise<void>;
}

export interface SqlStoreOptions {
    readonly query: SqlQuery;
    readonly dialect: "postgres" | "sqlite" | "mysql";
    readonly table?: string;
}

export type SqlValue = string | number | null;

export declare class StoreUnavailable extends Error {
    readonly name = "StoreUnavailable";
}

export interface Store {
    read(tenantId: string): Promise<Stored | undefined>;
    write(tenantId: string, record: TenantRecord, revision: number, due: number | undefined): Promise<Written>;
    tenantOfPlugin(pluginId: string): Promise<string | undefined>;
    due(now: number, atMost: number): Promise<string[]>;
    list(after: string, atMost: number): Promise<Stored[]>;
}

export interface Stored {
    readonly tenantId: string;
    readonly record: TenantRecord;
    readonly revision: number;
}

export type Written = "written"
 | "changed"
 | "plugin_taken";

export interface AccountRecord {
    readonly id: string;
    readonly chakraStatus?: string;
}

export interface FormerPlugin {
    readonly id: string;
    readonly goneSince: number;
    readonly replacedAt: number;
}

export interface KnownAccounts {
    readonly records: readonly AccountRecord[];
    readonly unreadSince?: number;
    readonly asOf: number;
}

export interface NumberChoice {
    readonly phoneNumberId: string;
    readonly among: readonly string[];
}

export interface Plugin {
    readonly id: string;
    readonly since: number;
    readonly choice?: NumberChoice;
    readonly goneSince?: number;
    readonly numbers: Readonly<Record<string, number>>;
    readonly accounts?: KnownAccounts;
}

export interface Removal {
    readonly pluginId: string;
    readonly isSurplus: boolean;
    readonly isDeactivated: boolean;
    readonly since: number;
    readonly tries: number;
    readonly due: number;
}

export interface Reservation {
    readonly id: string;
    readonly isUnknown: boolean;
    readonly beganAt: number;
    readonly until: number;
}

export interface TenantRecord {
    readonly plugin?: Plugin;
    readonly reservations: readonly Reservation[];
    readonly removals: readonly Removal[];
    readonly former: readonly FormerPlugin[];
    readonly checkedAt: number;
    readonly reportedAt?: number;
    readonly told?: Told;
}

export interface Told {
    readonly kind: "connected" | "disconnected" | "action_needed";
    readonly asOf: number;
    readonly until?: number;
    readonly claimedBy?: number;
    readonly retryAt?: number;
}

export interface Caller extends Tenant {
    readonly user?: string | null | undefined;
    readonly rights?: readonly Right[];
}

export type Right = "view" | "connect" | "disconnect";

export interface Tenant {
    readonly id: string;
    readonly name?: string | null | undefined;
    readonly email?: string | null | undefined;
}

export type TenantLike = string | Tenant;
