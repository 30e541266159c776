import type { Connection } from "./connection.js";
import type { Outcome } from "./mock.js";

export type Callback = {
    callback: "message";
    event: string;
    data: Record<string, unknown>;
} | {
    callback: "success";
    data: Record<string, unknown>;
} | {
    callback: "error";
    message: string;
};

export declare const NOTICE_TIME = 1000;

export declare function endSignup(connection: Connection, outcome: Outcome): Callback[];
