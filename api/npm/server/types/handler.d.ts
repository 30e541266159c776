import type { WaitUntil } from "./background.js";
import type { Adopted } from "./connection/use-cases.js";
import type { ChakraStatus } from "./contract.js";
import type { ConnectOptions } from "./options.js";
import type { Stored } from "./store/store.js";
import type { TenantLike } from "./tenant.js";

export interface RequestContext {
    readonly waitUntil?: WaitUntil;
}

export interface ConnectHandler {
    (request: Request, context?: unknown): Promise<Response>;
    status(tenant: TenantLike): Promise<ChakraStatus>;
    disconnect(tenant: TenantLike): Promise<void>;
    invalidate(tenantId: string): void;
    adopt(tenant: TenantLike, pluginId: string): Promise<Adopted>;
    records(): AsyncGenerator<Stored>;
    maintain(): Promise<void>;
    drained(): Promise<void>;
}

export declare function createConnectHandler(options: ConnectOptions): ConnectHandler;
