export interface TenantRecord {
    readonly plugin?: Plugin;
    readonly reservations: readonly Reservation[];
    readonly removals: readonly Removal[];
    readonly former: readonly FormerPlugin[];
    readonly checkedAt: number;
    readonly told?: Told;
}

export interface Plugin {
    readonly id: string;
    readonly since: number;
    readonly choice?: NumberChoice;
    readonly goneSince?: number;
    readonly numbers: Readonly<Record<string, number>>;
}

export interface NumberChoice {
    readonly phoneNumberId: string;
    readonly among: readonly string[];
}

export interface Reservation {
    readonly id: string;
    readonly isUnknown: boolean;
    readonly beganAt: number;
    readonly until: number;
}

export interface Removal {
    readonly pluginId: string;
    readonly isSurplus: boolean;
    readonly isDeactivated: boolean;
    readonly since: number;
    readonly tries: number;
    readonly due: number;
}

export interface FormerPlugin {
    readonly id: string;
    readonly goneSince: number;
    readonly replacedAt: number;
}

export interface Told {
    readonly kind: "connected" | "disconnected" | "action_needed";
    readonly asOf: number;
    readonly until?: number;
}

export declare const NOTHING: TenantRecord;

export declare function dueOf({ removals, told }: TenantRecord): number | undefined;

export declare function removalOf(record: TenantRecord, pluginId: string): Removal | undefined;

export declare function isBeingRemoved(record: TenantRecord): boolean;
