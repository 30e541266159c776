// For Playwright: answers the four calls, Chakra's SDK, its frame and its window by network routes of the context.
import { ChakraMock } from "./mock.js";
import type { MockOptions, MockResponse, Outcome } from "./mock.js";
import { NOTICE_TIME } from "./signup.js";
import { SDK_URL, TAG } from "./tables.js";
import { Vendor } from "./vendor.js";

export { MockError } from "./errors.js";
export type { MockErrorCode } from "./errors.js";
export type { Call, Failure, FailureOptions, Hold, MockOptions, Outcome, RecordedRequest, Target } from "./mock.js";
export { OUTCOMES } from "./tables.js";

// The used part of Playwright, so that the package need not depend on it.
interface PlaywrightRoute {
  request(): { method(): string; url(): string; headers(): Record<string, string>; postData(): string | null };
  fulfill(response: { status: number; headers: Record<string, string>; body: string }): Promise<void>;
  abort(): Promise<void>;
}
type Matcher = (url: URL) => boolean;
type Handler = (route: PlaywrightRoute) => Promise<void>;
interface PlaywrightContext {
  route(matcher: Matcher, handler: Handler): Promise<unknown>;
  unroute(matcher: Matcher, handler: Handler): Promise<unknown>;
}
interface Locator {
  click(): Promise<void>;
  evaluate(use: (widget: Element) => Promise<void>): Promise<void>;
}
interface Popup {
  isClosed(): boolean;
  waitForEvent(event: "close", options: { timeout: number }): Promise<unknown>;
}
interface PlaywrightPage {
  context(): PlaywrightContext;
  locator(selector: string): Locator;
  frameLocator(selector: string): { locator(selector: string): Locator };
  waitForEvent(event: "popup"): Promise<Popup>;
}

export interface PlaywrightMockOptions extends MockOptions {
  /** The address of Chakra's SDK, if the page sets a different one in `sdk-url`. */
  sdkUrl?: string;
  /** A selector of the element, if the page has several. */
  widget?: string;
}

/** A mock for all pages of a browser context: the signup's window is a separate page. */
export class PlaywrightMock extends ChakraMock {
  readonly #page: PlaywrightPage;
  readonly #vendor: Vendor;
  readonly #widget: string;

  /** Use {@link mockChakra}. */
  constructor(page: PlaywrightPage, { sdkUrl = SDK_URL, widget = TAG, ...options }: PlaywrightMockOptions) {
    super(options);
    this.#page = page;
    this.#widget = widget;
    this.#vendor = new Vendor(this, sdkUrl);
  }

  /** @internal */
  async install(): Promise<this> {
    await this.#page.context().route(this.#isOurs, this.#handle);
    return this;
  }

  /**
   * Clicks the button in Chakra's frame, as a customer does, and waits until the window has closed. If the test holds
   * the signup, or the outcome is `ask`, the window stays open, and the test must continue there.
   */
  async signUp(outcome?: Outcome | "ask"): Promise<void> {
    if (outcome !== undefined) this.outcome(outcome);
    const button = this.#page.frameLocator(`${this.#widget} [slot=vendor] iframe`).locator("[data-vendor-connect]");
    let end = () => {};
    this.#vendor.noticed = new Promise<void>((done) => (end = done));
    // Ends with the page, too.
    void this.#page.locator(this.#widget).evaluate(started).then(end, end);
    const [popup] = await Promise.all([this.#page.waitForEvent("popup"), button.click()]);
    setTimeout(end, NOTICE_TIME);
    if (this.nextOutcome === "ask" || this.script.holds("signup") || popup.isClosed()) return;
    await popup.waitForEvent("close", { timeout: 0 });
  }

  /** Removes the routes. */
  override async restore(): Promise<void> {
    void super.restore();
    await this.#page.context().unroute(this.#isOurs, this.#handle);
  }

  readonly #isOurs: Matcher = (url) => this.callAt(url) !== undefined || this.#vendor.has(url);

  readonly #handle: Handler = async (route) => {
    const request = route.request();
    const url = new URL(request.url());
    const call = this.callAt(url);
    const asked = { method: request.method(), url: url.href, headers: request.headers(), body: request.postData() };
    const answer = await (call ? this.handle(call, asked) : this.#vendor.handle(url, asked));
    await send(route, answer);
  };
}

/** Runs in the page: settles when an attempt has started. */
const started = (widget: Element) =>
  new Promise<void>((done) => widget.addEventListener("chakra-started", () => done(), { once: true }));

async function send(route: PlaywrightRoute, answer: MockResponse): Promise<void> {
  try {
    if (answer === "network") await route.abort();
    else await route.fulfill(answer);
  } catch {
    // The page or the request ended before the response.
  }
}

/**
 * Answers the widget's four calls, and replaces Chakra in the network: its script, its frame and the signup's window,
 * each with its real origin. It applies to all pages of the page's context, until `restore()`.
 */
export async function mockChakra(page: PlaywrightPage, options: PlaywrightMockOptions = {}): Promise<PlaywrightMock> {
  return new PlaywrightMock(page, options).install();
}
