import { ChakraMock } from "../mock.js";
import type { PageWindow } from "./request.js";

export declare function mockOf(element: Element): ChakraMock;

export declare function answerAddresses(window: PageWindow, prototype: HTMLElement): () => void;
