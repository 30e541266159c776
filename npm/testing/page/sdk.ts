// A stand-in for `window.ChakraWhatsappConnect`, for all mocks of a window.
import { MockError } from "../errors.js";
import type { ChakraMock } from "../mock.js";
import type { Callback } from "../signup.js";
import { StandInFrame } from "./frame.js";
import type { PageWindow } from "./request.js";

const GLOBAL = "ChakraWhatsappConnect";

/** The used options of `init`. */
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

/** The parts of a mock on a page. */
interface Offer {
  frames: StandInFrame[];
  /** Called with the next ready frame. */
  waiting: Set<(frame: StandInFrame) => void>;
}

/** The mocks of a window. */
const installed = new WeakMap<Window, { mocks: Map<ChakraMock, Offer>; restore: () => void }>();

/** Defines the global for a mock; the returned function removes it, and the mock's frames. */
export function installSdk(window: PageWindow, mock: ChakraMock): () => void {
  let sdk = installed.get(window);
  if (!sdk) installed.set(window, (sdk = { mocks: new Map(), restore: define(window) }));
  const { mocks, restore } = sdk;
  if (!mocks.has(mock)) mocks.set(mock, { frames: [], waiting: new Set() });
  return () => {
    for (const frame of [...(mocks.get(mock)?.frames ?? [])]) frame.destroy();
    mocks.delete(mock);
    if (mocks.size === 0 && installed.delete(window)) restore();
  };
}

/** The last frame of a mock, when one is ready. */
export async function offeredFrame(window: Window, mock: ChakraMock): Promise<StandInFrame> {
  const offer = installed.get(window)?.mocks.get(mock);
  if (!offer) throw new MockError("is_restored");
  const frame = offer.frames.findLast((it) => it.isReady);
  return frame ?? new Promise((offered) => offer.waiting.add(offered));
}

function define(window: PageWindow): () => void {
  const own = Object.getOwnPropertyDescriptor(window, GLOBAL);
  const original = own?.value as { init?: (options: SdkOptions) => unknown } | undefined;
  const init = (options: SdkOptions) => {
    const mocks = [...(installed.get(window)?.mocks ?? [])];
    const found = mocks.find(([mock]) => mock.owns(options.connectToken));
    if (found) return mount(window, found[0], found[1], options);
    if (original?.init) return original.init(options);
    throw new MockError("not_of_the_mock");
  };
  const value = Object.freeze({ init });
  Object.defineProperty(window, GLOBAL, { configurable: true, writable: true, value });
  return () => {
    if ((window as unknown as Record<string, unknown>)[GLOBAL] !== value) return;
    if (own) Object.defineProperty(window, GLOBAL, own);
    else Reflect.deleteProperty(window, GLOBAL);
  };
}

function mount(window: PageWindow, mock: ChakraMock, { frames, waiting }: Offer, options: SdkOptions) {
  const { container } = options;
  const place = typeof container === "string" ? window.document.querySelector<HTMLElement>(container) : container;
  if (!place) throw new Error("ChakraWhatsappConnect (mock): the container was not found");
  const frame = new StandInFrame(window, mock, place, options, {
    tell: (callback) => tell(options, callback),
    isReady: () => {
      options.onReady?.();
      for (const offered of waiting) offered(frame);
      waiting.clear();
    },
    isGone: () => {
      const index = frames.indexOf(frame);
      if (index >= 0) frames.splice(index, 1);
    },
  });
  frames.push(frame);
  return { destroy: () => frame.destroy() };
}

function tell({ onMessage, onSuccess, onError }: SdkOptions, told: Callback): void {
  if (told.callback === "message") onMessage?.(told.event, told.data);
  if (told.callback === "success") onSuccess?.(told.data);
  if (told.callback === "error") onError?.(new Error(told.message));
}
