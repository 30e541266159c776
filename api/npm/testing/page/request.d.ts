import type { Call, ChakraMock } from "../mock.js";

export type PageWindow = Window & typeof globalThis;

export declare function respond(window: PageWindow, mock: ChakraMock, call: Call, request: Request): Promise<Response>;

export declare function replaceFetch(window: PageWindow, mock: ChakraMock): () => void;
