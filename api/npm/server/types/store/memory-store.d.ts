import type { Store, Stored, Written } from "./store.js";
import type { TenantRecord } from "./tenant-record.js";

export declare class MemoryStore implements Store {
    #private;
    read(tenantId: string): Promise<Stored | undefined>;
    write(tenantId: string, record: TenantRecord, revision: number, due: number | undefined): Promise<Written>;
    tenantOfPlugin(pluginId: string): Promise<string | undefined>;
    due(now: number, atMost: number): Promise<string[]>;
    list(after: string, atMost: number): Promise<Stored[]>;
}

export declare function memoryStore(): Store;
