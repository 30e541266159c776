import type { Clock } from "../clock.js";

export declare function readBody(request: Request, clock: Clock): Promise<Record<string, unknown>>;

export declare function discardBody(request: Request, clock: Clock): Promise<void>;

export declare function readTokenRequest(body: Record<string, unknown>): string | undefined;

export type ConnectEvent = {
    readonly phoneNumberId: string;
} | {
    readonly event: string;
};

export declare function readConnectEvent(body: Record<string, unknown>): ConnectEvent;
