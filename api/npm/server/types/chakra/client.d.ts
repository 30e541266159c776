import type { ApiKey } from "../api-key.js";
import type { Clock } from "../clock.js";
import type { Log } from "../log.js";
import { ConnectToken } from "./connect-token.js";
import type { AccountRecord, PhoneRecord, PluginRecord } from "./records.js";

export interface NewPlugin {
    readonly newPluginName: string;
    readonly clientReferenceId: string;
    readonly clientName: string;
    readonly clientEmail?: string;
}

export declare class ChakraClient {
    #private;
    constructor(base: string, key: ApiKey, fetch: typeof globalThis.fetch, clock: Clock, log: Log);
    connectToken(pluginId: string): Promise<ConnectToken>;
    connectTokenWithNewPlugin(plugin: NewPlugin): Promise<[ConnectToken, string]>;
    plugin(pluginId: string): Promise<PluginRecord>;
    deactivatePlugin(pluginId: string): Promise<void>;
    deletePlugin(pluginId: string): Promise<void>;
    phoneNumber(pluginId: string, id: string): Promise<PhoneRecord | undefined>;
    businessAccounts(pluginId: string): Promise<AccountRecord[]>;
}
