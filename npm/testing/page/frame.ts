// The stand-in's frame in the page: one button, and the signup that it opens. It has the page's own origin, so that
// test runners without access to other origins can reach it.
import { MockError } from "../errors.js";
import { NOTICE_TIME } from "../signup.js";
import type { ChakraMock, Outcome } from "../mock.js";
import type { Callback } from "../signup.js";
import { TAG } from "../tables.js";
import { openPopup } from "./popup.js";
import type { Popup } from "./popup.js";
import type { PageWindow } from "./request.js";
import type { SdkOptions } from "./sdk.js";

/** What a frame reports. */
export interface FrameListener {
  tell: (callback: Callback) => void;
  isReady: () => void;
  isGone: () => void;
}

export class StandInFrame {
  /** Whether it is ready. */
  isReady = false;
  readonly #window: PageWindow;
  readonly #mock: ChakraMock;
  readonly #frame: HTMLIFrameElement;
  readonly #listener: FrameListener;
  #popup: Popup | undefined;
  #isOpen = false;
  #isGone = false;

  constructor(window: PageWindow, mock: ChakraMock, container: HTMLElement, options: SdkOptions, listener: FrameListener) {
    const { width = "100%", height = "64px", style = {} } = options;
    this.#window = window;
    this.#mock = mock;
    this.#listener = listener;
    this.#frame = window.document.createElement("iframe");
    this.#frame.title = "Connect WhatsApp (mock)";
    Object.assign(this.#frame.style, { border: "0", display: "block", width, height }, style);
    // Also after a move, because the browser then reloads it.
    this.#frame.addEventListener("load", this.#fill);
    container.append(this.#frame);
  }

  /** Its button. */
  get button(): HTMLButtonElement | undefined {
    return this.#frame.contentDocument?.querySelector<HTMLButtonElement>("[data-vendor-connect]") ?? undefined;
  }

  /** Starts a signup, and settles when it has ended. `opener` opens a window for it, if allowed. */
  async signUp(opener?: Window): Promise<void> {
    if (this.#isOpen) throw new MockError("signup_is_open");
    this.#isOpen = true;
    try {
      const asks = this.#mock.nextOutcome === "ask";
      const noticed = opener && this.#noticed();
      this.#popup = opener && openPopup(opener, asks);
      await noticed;
      const chosen = asks && this.#popup ? await this.#popup.chosen : undefined;
      const callbacks = await this.#mock.endSignup(chosen as Outcome | undefined);
      this.#popup?.close();
      if (!this.#isGone) callbacks.forEach(this.#listener.tell);
    } finally {
      this.#popup?.close();
      this.#popup = undefined;
      this.#isOpen = false;
    }
  }

  destroy(): void {
    this.#isGone = true;
    this.#popup?.close();
    this.#frame.removeEventListener("load", this.#fill);
    this.#frame.remove();
    this.#listener.isGone();
  }

  /** Settles when the widget has noticed a click. */
  #noticed(): Promise<void> {
    const widget = this.#frame.closest(TAG);
    return new Promise((noticed) => {
      const end = () => {
        clearTimeout(timer);
        widget?.removeEventListener("chakra-started", end);
        noticed();
      };
      const timer = setTimeout(end, NOTICE_TIME);
      widget?.addEventListener("chakra-started", end);
    });
  }

  readonly #fill = () => {
    const page = this.#frame.contentDocument;
    if (!page || this.button) return;
    const button = page.createElement("button");
    button.type = "button";
    button.textContent = "Connect WhatsApp";
    button.setAttribute("data-vendor-connect", "");
    Object.assign(button.style, { width: "100%", minHeight: "44px", font: "16px system-ui, sans-serif" });
    // Browsers open windows only after a person's click; a test's click continues without one.
    button.addEventListener("click", (event) => {
      if (this.#isOpen) return this.#popup?.focus();
      const opener = event.isTrusted ? this.#frame.contentWindow : undefined;
      // A mistake in the test: `ask` needs a window.
      this.signUp(opener ?? undefined).catch((error: unknown) => this.#window.reportError(error));
    });
    Object.assign(page.body.style, { margin: "0" });
    page.body.append(button);
    // After `init` has returned.
    this.#window.queueMicrotask(() => {
      if (this.#isGone) return;
      this.isReady = true;
      this.#listener.isReady();
    });
  };
}
