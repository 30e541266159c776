import type { NumberChoice, Plugin, TenantRecord } from "./tenant-record.js";

export type Changed<T> = readonly [record: TenantRecord, result: T];

export type Reserved = {
    readonly kind: "reserved";
}
 | {
    readonly kind: "bound";
}
 | {
    readonly kind: "in_progress";
}
 | {
    readonly kind: "paused";
    readonly until: number;
};

export declare function reserve(record: TenantRecord, id: string, now: number, leaseTime: number): Changed<Reserved>;

export declare function bind(record: TenantRecord, reservationId: string, pluginId: string, now: number): Changed<"bound" | "surplus">;

export type Outcome =
"not_made"
 | "unknown"
 | {
    readonly unkept: string;
};

export declare function close(record: TenantRecord, reservationId: string, outcome: Outcome, now: number): TenantRecord;

export declare function adopt(record: TenantRecord, pluginId: string, now: number): Changed<"adopted" | "already_adopted" | "other_plugin" | "removal_pending">;

export declare function choose(record: TenantRecord, pluginId: string, choice: NumberChoice): Changed<boolean>;

export declare function recordNumbers(record: TenantRecord, pluginId: string, connected: readonly string[], now: number): Changed<Plugin["numbers"]>;

export declare function noteGone(record: TenantRecord, pluginId: string, gone: number | undefined): TenantRecord;

export declare function beginCheck(record: TenantRecord, now: number): Changed<number>;

export declare function withPlugin(record: TenantRecord, id: string, now: number): TenantRecord;

export declare function withoutPlugin(record: TenantRecord, pluginId: string): TenantRecord;
