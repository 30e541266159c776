import type { ChakraStatus } from "../contract.js";
import type { Caller, Tenant } from "../tenant.js";
import type { ProvidedToken, Service } from "./service.js";

export declare function statusOf(service: Service, tenant: Tenant, allow: () => void): Promise<ChakraStatus>;

export declare function connectToken(service: Service, caller: Caller, named: string | undefined): Promise<ProvidedToken>;

export declare function chooseNumber(service: Service, caller: Caller, phoneNumberId: string): Promise<void>;

export declare function disconnect(service: Service, caller: Caller): Promise<void>;

export declare function adoptPlugin({ memory, statuses, clock }: Service, tenant: Tenant, pluginId: string): Promise<Adopted>;

export type Adopted = "adopted" | "already_adopted" | "other_plugin" | "removal_pending" | "of_another_tenant";
