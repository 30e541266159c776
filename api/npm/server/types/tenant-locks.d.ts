import type { Clock } from "./clock.js";

export declare class TenantLocks {
    #private;
    constructor(clock: Clock);
    run<T>(tenantId: string, work: () => Promise<T>): Promise<T>;
}
