import type { Clock } from "../clock.js";
import { ConnectError } from "../connect-error.js";
import type { Log } from "../log.js";
import type { Store, Stored } from "./store.js";
import type { TenantRecord } from "./tenant-record.js";
import type { Changed } from "./transitions.js";

export declare class PluginOfAnother extends ConnectError {
    constructor();
}

export declare class Memory {
    #private;
    constructor(store: Store, clock: Clock, log: Log);
    find(tenantId: string): Promise<TenantRecord>;
    change<T>(tenantId: string, change: (record: TenantRecord) => Changed<T>): Promise<{
        record: TenantRecord;
        result: T;
    }>;
    update(tenantId: string, change: (record: TenantRecord) => TenantRecord): Promise<void>;
    tenantOfPlugin(pluginId: string): Promise<string | undefined>;
    due(atMost: number): Promise<string[]>;
    list(after: string, atMost: number): Promise<Stored[]>;
}
