import type { PluginRecord } from "../chakra/records.js";
import type { TenantRecord } from "../store/tenant-record.js";
import type { Service } from "./service.js";

export declare function reclaim(service: Service, tenantId: string, record: TenantRecord): Promise<boolean>;

export declare function giveBack({ statuses, memory, clock, log }: Service, tenantId: string, pluginId: string): Promise<boolean>;

export declare function isSignedUp({ isActive, accountIds, phoneNumberIds }: PluginRecord): boolean;
