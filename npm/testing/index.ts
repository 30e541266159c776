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

/** A mock in the page: in the place of the page's `fetch`, for the four calls, and of Chakra's SDK. */
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
   * Goes through the signup that the widget offers, once it does, without a click and without a window; settles once it
   * has ended, which the widget has yet to confirm. Click the frame's button for what a customer does, `error` above all: the
   * widget takes an error that no click came before for the frame's own.
   */
  async signUp(outcome?: Outcome): Promise<void> {
    if (outcome !== undefined) this.outcome(outcome);
    const frame = await offeredFrame(window, this);
    await frame.signUp();
  }

  /** Takes all away that it has added to the page. */
  override restore(): void {
    super.restore();
    for (const remove of this.#removals.splice(0)) remove();
  }
}

/**
 * Puts a mock into this page: it answers the widget's four calls and stands in for Chakra's SDK, until `restore()`.
 * Call it before the element is on the page.
 */
export function mockChakra(options: MockOptions = {}): PageMock {
  return new PageMock(options);
}

let removeAddresses: (() => void) | undefined;

/** Has elements with an address such as `mock:finish` answered no more; importing the module began it. */
export function restoreMockAddresses(): void {
  removeAddresses?.();
  removeAddresses = undefined;
}

// On a server there is nothing to answer.
if (typeof customElements !== "undefined") {
  void customElements.whenDefined(TAG).then(({ prototype }) => {
    removeAddresses = answerAddresses(window, prototype as HTMLElement);
  });
}
