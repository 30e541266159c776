import type { Service } from "../connection/service.js";
import type { TenantOf } from "./who-asks.js";

export interface RouteOptions {
    readonly tenant: TenantOf;
    readonly sdkUrl: string | undefined;
}

export declare function route(service: Service, options: RouteOptions, request: Request): Promise<Response>;
