// For tests and stories in a browser: a mock in the page, and elements with `backend="mock:finish"`.
import { MockError } from "./errors.js";
import { ChakraMock } from "./mock.js";
import type { MockOptions, Outcome } from "./mock.js";
import { answerAddresses } from "./page/address.js";
import { replaceFetch } from "./page/request.js";
import { installSdk, offeredFrame } from "./page/sdk.js";
import { TAG } from "./tables.js";

export { MockError } from "./errors.js";
export type { MockErrorCode } from "./errors.js";
export { ChakraMock } from "./mock.js";
export type { Call, Failure, FailureOptions, Hold, MockOptions, Outcome, RecordedRequest, Target } from "./mock.js";
export { mockOf } from "./page/address.js";
export { OUTCOMES } from "./tables.js";

/** A mock in the page: replaces the page's `fetch` for the four calls, and Chakra's SDK. */
export class PageMock extends ChakraMock {
  readonly #removals: (() => void)[];

  /** Use {@link mockChakra}. */
  constructor(options: MockOptions) {
    super(options);
    this.#removals = [replaceFetch(window, this), installSdk(window, this)];
  }

  override fail(...[target, ...rest]: Parameters<ChakraMock["fail"]>): void {
    if (target === "sdk") throw new MockError("needs_network");
    super.fail(target, ...rest);
  }

  /**
   * Completes the signup that the widget offers, without a click and without a window. Waits for the offer, and settles
   * when the signup has ended; the widget confirms it afterwards. To act like a customer, click the frame's button,
   * especially for `error`: without a click before it, the widget treats an error as the frame's own.
   */
  async signUp(outcome?: Outcome): Promise<void> {
    if (outcome !== undefined) this.outcome(outcome);
    const frame = await offeredFrame(window, this);
    await frame.signUp();
  }

  /** Removes everything that it has added to the page. */
  override restore(): void {
    super.restore();
    for (const remove of this.#removals.splice(0)) remove();
  }
}

/**
 * Adds a mock to this page: it answers the widget's four calls and replaces Chakra's SDK, until `restore()`. Call it
 * before the element is on the page.
 */
export function mockChakra(options: MockOptions = {}): PageMock {
  return new PageMock(options);
}

let removeAddresses: (() => void) | undefined;

/** Stops the mocks for addresses such as `mock:finish`, which start with the import of the module. */
export function restoreMockAddresses(): void {
  removeAddresses?.();
  removeAddresses = undefined;
}

// Not needed on a server.
if (typeof customElements !== "undefined") {
  void customElements.whenDefined(TAG).then(({ prototype }) => {
    removeAddresses = answerAddresses(window, prototype as HTMLElement);
  });
}
