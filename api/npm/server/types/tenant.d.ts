export interface Tenant {
    readonly id: string;
    readonly name?: string | null | undefined;
    readonly email?: string | null | undefined;
}

export type Right = "view" | "connect" | "disconnect";

export interface Caller extends Tenant {
    readonly user?: string | null | undefined;
    readonly rights?: readonly Right[] | undefined;
}

export type TenantLike = string | Tenant;

export declare function readTenant(given: TenantLike): Tenant | undefined;
