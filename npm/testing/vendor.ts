// Chakra's embed origin in the network: the script, the frame and the signup's window of the project's stand-in.
import type { ChakraMock, MockRequest, MockResponse, Outcome } from "./mock.js";
import { PAGES, PAGE_POLICY } from "./vendor-pages.js";

/**
 * Lets the frame report that the pointer is over it. Playwright sends clicks in a frame of another site only to that
 * frame. Unlike with a real mouse, `:hover` in the outer page stays false, and the widget would mistake the click for
 * keyboard navigation.
 */
const HOVERED = `(() => {
  const { init } = window.ChakraWhatsappConnect;
  const hovered = (options) => {
    const instance = init(options);
    const { container } = options;
    const place = typeof container === "string" ? document.querySelector(container) : container;
    const frame = place.querySelector("iframe");
    frame.matches = (selector) => selector === ":hover" || Element.prototype.matches.call(frame, selector);
    return instance;
  };
  window.ChakraWhatsappConnect = Object.freeze({ init: hovered });
})();
`;

export class Vendor {
  /** Settles when the widget has noticed the click, if that is known; otherwise the window is shown for a moment. */
  noticed: Promise<unknown> | undefined;
  readonly #mock: ChakraMock;
  readonly #sdk: URL;
  readonly #folder: URL;

  constructor(mock: ChakraMock, sdkUrl: string) {
    this.#mock = mock;
    this.#sdk = new URL(sdkUrl);
    this.#folder = new URL(".", sdkUrl);
  }

  /** Whether it answers an address. Other addresses in its folder do not reach Chakra, either. */
  has(url: URL): boolean {
    return url.href.startsWith(this.#folder.href);
  }

  async handle(url: URL, { method, body }: MockRequest): Promise<MockResponse> {
    const { script } = this.#mock;
    if (url.pathname === this.#sdk.pathname) {
      await script.pass("sdk");
      const failure = script.take("sdk");
      if (failure?.status === "network") return "network";
      if (failure) return { status: failure.status, headers: {}, body: "" };
      return page("sdk.js", HOVERED);
    }
    const name = url.pathname.slice(this.#folder.pathname.length);
    if (name === "session") return this.#openSession(parsed(body));
    if (name === "outcome") return method === "GET" ? this.#settled() : this.#end(parsed(body));
    return page(name);
  }

  #openSession({ connectToken }: Record<string, unknown>): MockResponse {
    if (!this.#mock.owns(connectToken)) return json(401, { _errors: ["The connect token is not the mock's"] });
    return json(200, { sessionId: crypto.randomUUID(), expiresInMs: 3_600_000 });
  }

  /** The window asks immediately; a test may delay the response. */
  async #settled(): Promise<MockResponse> {
    const { noticed } = this;
    this.noticed = undefined;
    await noticed;
    await this.#mock.script.pass("signup");
    const moment = noticed ? { momentMs: 0 } : {};
    return json(200, { signupEnd: this.#mock.nextOutcome, ...moment });
  }

  async #end({ outcome }: Record<string, unknown>): Promise<MockResponse> {
    return json(200, { callbacks: await this.#mock.endSignup(outcome as Outcome) });
  }
}

function page(name: string, more = ""): MockResponse {
  const found = PAGES[name];
  if (!found) return json(404, { _errors: ["There is no such page"] });
  return { status: 200, headers: { "content-type": found.type, "content-security-policy": PAGE_POLICY }, body: found.text + more };
}

const json = (status: number, body: unknown): MockResponse => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

function parsed(body: string | null | undefined): Record<string, unknown> {
  try {
    return JSON.parse(body ?? "") as Record<string, unknown>;
  } catch {
    return {};
  }
}
