import type { ChakraStatus } from "../contract.js";
import type { TenantRecord } from "../store/tenant-record.js";
import type { Tenant } from "../tenant.js";
import type { Service } from "./service.js";

export interface CheckedStatus {
    readonly status: ChakraStatus;
    readonly storedGist: string;
}

export declare function gist(record: TenantRecord): string;

export declare function checkStatus(service: Service, tenant: Tenant): Promise<CheckedStatus>;
