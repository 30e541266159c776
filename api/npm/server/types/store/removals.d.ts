import type { Removal, TenantRecord } from "./tenant-record.js";
import type { Changed } from "./transitions.js";

export declare function beginRemoval(record: TenantRecord, pluginId: string, now: number, due: number): TenantRecord;

export declare function noteDeactivated(record: TenantRecord, pluginId: string): TenantRecord;

export declare function postpone(record: TenantRecord, pluginId: string, due: number): TenantRecord;

export declare function cancelRemoval(record: TenantRecord, pluginId: string): TenantRecord;

export declare function release(record: TenantRecord, pluginId: string, now: number, due: number | undefined): TenantRecord;

export declare function claimRemoval(record: TenantRecord, pluginId: string, now: number, until: number): Changed<Removal | undefined>;

export declare function restore(record: TenantRecord, pluginId: string, now: number): Changed<"restored" | "not_pending" | "other_plugin">;

export declare function archive(record: TenantRecord, pluginId: string, now: number): TenantRecord;
