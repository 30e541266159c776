import type { Clock } from "../clock.js";
import type { Log } from "../log.js";

export type EndOfCall = (error: unknown) => void;

export declare class RateGate {
    #private;
    constructor(clock: Clock, log: Log);
    get wait(): number | undefined;
    tryPass(): EndOfCall | undefined;
    onChange(callback: () => void): void;
}
