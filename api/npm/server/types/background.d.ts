import type { Log } from "./log.js";

export type WaitUntil = (work: Promise<unknown>) => void;

export declare class Background {
    #private;
    constructor(log: Log, waitUntil: WaitUntil | undefined);
    run<T>(work: Promise<T>, waitUntil: WaitUntil | undefined): Promise<T>;
    drained(): Promise<void>;
}
