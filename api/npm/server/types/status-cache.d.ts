import type { Clock } from "./clock.js";
import type { CheckedStatus } from "./connection/status.js";

export declare class StatusCache {
    #private;
    constructor(clock: Clock);
    get(tenantId: string): CheckedStatus | undefined;
    getOrCheck(tenantId: string, check: () => Promise<CheckedStatus>): Promise<CheckedStatus>;
    invalidate(tenantId: string): void;
    during<T>(tenantId: string, change: () => Promise<T>): Promise<T>;
}
