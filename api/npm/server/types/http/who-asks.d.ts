import type { Log } from "../log.js";
import type { Caller, Right } from "../tenant.js";

export type TenantOf = (request: Request) => string | Caller | null | undefined | Promise<string | Caller | null | undefined>;

export declare function whoAsks(tenantOf: TenantOf, request: Request, log: Log): Promise<Caller>;

export declare function require({ id, user, rights }: Caller, right: Right, log: Log): void;
