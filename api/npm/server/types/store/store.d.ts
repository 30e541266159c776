import type { TenantRecord } from "./tenant-record.js";

export interface Stored {
    readonly tenantId: string;
    readonly record: TenantRecord;
    readonly revision: number;
}

export type Written = "written"
 | "changed"
 | "plugin_taken";

export interface Store {
    read(tenantId: string): Promise<Stored | undefined>;
    write(tenantId: string, record: TenantRecord, revision: number, due: number | undefined): Promise<Written>;
    tenantOfPlugin(pluginId: string): Promise<string | undefined>;
    due(now: number, atMost: number): Promise<string[]>;
    list(after: string, atMost: number): Promise<Stored[]>;
}

export declare class StoreUnavailable extends Error {
    readonly name = "StoreUnavailable";
}
