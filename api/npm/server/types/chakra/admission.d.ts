import type { Clock } from "../clock.js";
import type { Log } from "../log.js";
import { RateGate } from "./rate-gate.js";
import type { EndOfCall } from "./rate-gate.js";

export declare class Admission {
    #private;
    readonly gate: RateGate;
    constructor(clock: Clock, log: Log);
    admit(): Promise<EndOfCall>;
}
