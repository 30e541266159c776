import type { Background, WaitUntil } from "../background.js";
import type { ChakraClient } from "../chakra/client.js";
import type { ConnectToken } from "../chakra/connect-token.js";
import type { Clock } from "../clock.js";
import type { Log } from "../log.js";
import type { StatusCache } from "../status-cache.js";
import type { Memory } from "../store/memory.js";
import type { TenantLocks } from "../tenant-locks.js";
import type { TenantQuota } from "../tenant-quota.js";
import type { Hooks } from "./hooks.js";

export interface ProvidedToken {
    readonly token: ConnectToken;
    readonly pluginId: string;
}

export interface Service {
    readonly chakra: ChakraClient;
    readonly memory: Memory;
    readonly clock: Clock;
    readonly log: Log;
    readonly locks: TenantLocks;
    readonly statuses: StatusCache;
    readonly quota: TenantQuota;
    readonly background: Background;
    readonly hooks: Hooks;
    readonly flights: Map<string, Promise<ProvidedToken>>;
    readonly namespace: string | undefined;
    readonly waitUntil: WaitUntil | undefined;
}

export declare const CLAIM_TIME: number;
