import type { ChakraConnectionState, ChakraNumber, ChakraStatus } from "../index.js";
interface SignedUp {
    numbers: number;
    isInReview?: boolean;
    isLate?: boolean;
}
export declare class Connection {
    #private;
    state: ChakraConnectionState;
    numbers: ChakraNumber[];
    pluginId: string | undefined;
    accountId: string | undefined;
    set(status: ChakraConnectionState | Partial<ChakraStatus>): void;
    ensurePlugin(): string;
    signUp({ numbers, isInReview, isLate }: SignedUp): {
        waba_id: string;
        business_id: string;
    };
    choose(phoneNumberId: unknown): boolean;
    disconnect(): void;
    report(): ChakraStatus;
    status(): ChakraStatus;
}
export {};
