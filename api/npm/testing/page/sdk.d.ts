import type { ChakraMock } from "../mock.js";
import { StandInFrame } from "./frame.js";
import type { PageWindow } from "./request.js";

export interface SdkOptions {
    connectToken: string;
    container: HTMLElement | string;
    width?: string;
    height?: string;
    style?: Partial<CSSStyleDeclaration>;
    onReady?: () => void;
    onMessage?: (event: string, data: unknown) => void;
    onSuccess?: (data: unknown) => void;
    onError?: (error: Error) => void;
}

export declare function installSdk(window: PageWindow, mock: ChakraMock): () => void;

export declare function offeredFrame(window: Window, mock: ChakraMock): Promise<StandInFrame>;
