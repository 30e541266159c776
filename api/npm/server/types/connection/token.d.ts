import type { Tenant } from "../tenant.js";
import type { ProvidedToken, Service } from "./service.js";

export declare function tokenFor(service: Service, tenant: Tenant): Promise<ProvidedToken>;
