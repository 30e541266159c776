import { ApiKey } from "./api-key.js";
import type { WaitUntil } from "./background.js";
import type { Clock } from "./clock.js";
import type { Hooks } from "./connection/hooks.js";
import type { TenantOf } from "./http/who-asks.js";
import type { Log } from "./log.js";
import type { Store } from "./store/store.js";

export interface ConnectOptions extends Hooks {
    readonly apiKey: string | undefined;
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

export interface Settings {
    readonly key: ApiKey;
    readonly base: string;
    readonly origins: readonly string[];
    readonly log: Log;
    readonly clock: Clock;
    readonly fetch: typeof globalThis.fetch;
}

export declare function readOptions(options: ConnectOptions): Settings;
