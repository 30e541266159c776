export interface Clock {
    now(): number;
    elapsed(): number;
    after(milliseconds: number, callback: () => void): () => void;
}

export declare const systemClock: Clock;

export declare function pause(clock: Clock, milliseconds: number): Promise<void>;

export declare function within<T>(clock: Clock, milliseconds: number, work: Promise<T>, late: () => unknown): Promise<T>;

export declare function doubled(first: number, times: number, longest: number): number;
