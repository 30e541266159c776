import type { ChakraMock } from "../mock.js";
import type { Callback } from "../signup.js";
import type { PageWindow } from "./request.js";
import type { SdkOptions } from "./sdk.js";

export interface FrameListener {
    tell: (callback: Callback) => void;
    isReady: () => void;
    isGone: () => void;
}
export declare class StandInFrame {
    #private;
    isReady: boolean;
    constructor(window: PageWindow, mock: ChakraMock, container: HTMLElement, options: SdkOptions, listener: FrameListener);
    get button(): HTMLButtonElement | undefined;
    signUp(opener?: Window): Promise<void>;
    destroy(): void;
}
