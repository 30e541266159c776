import type { TenantRecord, Told } from "../store/tenant-record.js";
import type { Connection } from "./connection.js";
import type { Service } from "./service.js";
interface News {
    readonly tenantId: string;
    readonly pluginId: string | undefined;
    readonly connection: Connection;
    readonly asOf: number;
}

export declare function tell(service: Service, news: News): Promise<void>;

export declare function tellDisconnected(service: Service, tenantId: string, pluginId: string): Promise<void>;

export declare function claim(record: TenantRecord, told: Told, now: number): readonly [TenantRecord, boolean];
export {};
