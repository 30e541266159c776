import type { ChakraConnectionState, ChakraNumber } from "../contract.js";

export interface ConnectionChange {
    readonly tenantId: string;
    readonly state: ChakraConnectionState;
    readonly reason?: string | undefined;
    readonly pluginId?: string | undefined;
    readonly numbers: readonly ChakraNumber[];
    readonly checkedAt: string;
}

export type Hook = (change: ConnectionChange) => void | Promise<void>;

export interface Hooks {
    readonly onConnected?: Hook | undefined;
    readonly onDisconnected?: Hook | undefined;
    readonly onActionNeeded?: Hook | undefined;
}
