// For Playwright: the four calls, Chakra's SDK, its frame and its window at the network, by routes of the context.
import { ChakraMock } from "./mock.js";
import type { MockOptions, MockResponse, Outcome } from "./mock.js";
import { NOTICE_TIME } from "./signup.js";
import { SDK_URL, TAG } from "./tables.js";
import { Vendor } from "./vendor.js";

export { MockError } from "./errors.js";
export type { MockErrorCode } from "./errors.js";
export type { Call, Failure, FailureOptions, Hold, MockOptions, Outcome, RecordedRequest, Target } from "./mock.js";
export { OUTCOMES } from "./tables.js";

// What is used of Playwright, so that the package need not depend on it.
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
  /** The address of Chakra's SDK, where the page names another by `sdk-url`. */
  sdkUrl?: string;
  /** A selector of the element, where the page has several. */
  widget?: string;
}

/** A mock for the pages of a browser context: a signup's window is a page of its own. */
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
   * Clicks the button in Chakra's frame, as a customer does, and waits until the window has closed. The window stays
   * open where a test holds the signup, or nothing is settled (`ask`): then it is left to the test.
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

  /** Takes the routes away. */
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

/** Runs in the page: settles once an attempt has begun. */
const started = (widget: Element) =>
  new Promise<void>((done) => widget.addEventListener("chakra-started", () => done(), { once: true }));

async function send(route: PlaywrightRoute, answer: MockResponse): Promise<void> {
  try {
    if (answer === "network") await route.abort();
    else await route.fulfill(answer);
  } catch {
    // The page, or the request, has ended before its answer: nobody waits for it.
  }
}

/**
 * Answers the widget's four calls, and stands in for Chakra at the network: its script, its frame and the signup's
 * window, each of its own origin. It holds for all pages of the page's context, until `restore()`.
 */
export async function mockChakra(page: PlaywrightPage, options: PlaywrightMockOptions = {}): Promise<PlaywrightMock> {
  return new PlaywrightMock(page, options).install();
}
