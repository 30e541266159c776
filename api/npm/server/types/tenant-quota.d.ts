import type { Clock } from "./clock.js";

export declare class TenantQuota {
    #private;
    constructor(clock: Clock);
    charge(tenantId: string): void;
}
