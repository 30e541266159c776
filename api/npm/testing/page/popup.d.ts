import type { Outcome } from "../mock.js";
export interface Popup {
    readonly chosen: Promise<Outcome>;
    focus(): void;
    close(): void;
}

export declare function openPopup(opener: Window, asks: boolean): Popup | undefined;
