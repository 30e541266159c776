import type { StatusWord } from "./status-words.js";

export interface PluginRecord {
    readonly isActive: boolean;
    readonly accountIds: readonly string[];
    readonly phoneNumberIds: readonly string[];
}

export interface AccountRecord {
    readonly id: string;
    readonly words: readonly StatusWord[];
}

export interface PhoneRecord {
    readonly phoneNumberId: string;
    readonly displayPhoneNumber: string | undefined;
    readonly verifiedName: string | undefined;
    readonly qualityRating: string | undefined;
    readonly messagingLimitTier: string | undefined;
    readonly accountId: string | undefined;
    readonly words: readonly StatusWord[];
    readonly health: readonly HealthEntity[];
}

export interface HealthEntity {
    readonly sending: unknown;
    readonly errors: readonly HealthError[];
}

export interface HealthError {
    readonly code: string | undefined;
    readonly description: string | undefined;
    readonly solution: string | undefined;
}

export declare function readPlugin(id: string, value: unknown): PluginRecord | undefined;

export declare function readAccounts(pluginId: string, value: unknown): AccountRecord[] | undefined;

export declare function readPhone(phoneNumberId: string, pluginId: string, value: unknown): PhoneRecord | undefined;
