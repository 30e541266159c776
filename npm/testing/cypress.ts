// For Cypress: answers the four calls by `cy.intercept`, and replaces the SDK in the window under test.
import { MockError } from "./errors.js";
import { ChakraMock } from "./mock.js";
import type { Call, MockOptions, Outcome } from "./mock.js";
import { installSdk } from "./page/sdk.js";
import type { PageWindow } from "./page/request.js";
import { CALLS, TAG } from "./tables.js";

export { MockError } from "./errors.js";
export type { MockErrorCode } from "./errors.js";
export type { Call, Failure, FailureOptions, Hold, MockOptions, Outcome, RecordedRequest, Target } from "./mock.js";
export { OUTCOMES } from "./tables.js";

/** The used part of a `cy.intercept` request. */
interface InterceptedRequest {
  method: string;
  url: string;
  headers: Record<string, string | string[]>;
  body: unknown;
  reply(response: { statusCode: number; headers: Record<string, string>; body: string }): void;
  destroy(): void;
}

/** The used part of Cypress, so that the package need not depend on it. */
interface Matcher {
  pathname: string;
  hostname?: string;
}
interface Cy {
  intercept(matcher: Matcher, handler: (request: InterceptedRequest) => Promise<void>): { as(alias: string): unknown };
  on(event: "window:before:load", listener: (window: PageWindow) => void): void;
  get(selector: string): { its(path: string): { should(condition: string): Chain } };
  wrap(body: HTMLElement, options: { log: false }): { find(selector: string): { click(): unknown } };
}

interface Chain {
  then(use: (body: HTMLElement) => unknown): unknown;
}

/** A mock for one Cypress test. */
export class CypressMock extends ChakraMock {
  readonly #cy: Cy;
  readonly #removals: (() => void)[] = [];

  /** Use {@link mockChakra}. */
  constructor(cy: Cy, options: MockOptions) {
    super(options);
    this.#cy = cy;
    for (const call of Object.keys(CALLS) as Call[]) {
      const absolute = /^https?:/.test(this.urls[call]);
      const { pathname, hostname } = new URL(this.urls[call], "http://page.invalid/");
      const matcher = absolute ? { pathname, hostname } : { pathname };
      cy.intercept(matcher, (request) => this.#reply(call, request)).as(`chakra:${call}`);
    }
    cy.on("window:before:load", (window) => {
      this.#removals.push(installSdk(window, this));
    });
  }

  override fail(...[target, ...rest]: Parameters<ChakraMock["fail"]>): void {
    if (target === "sdk") throw new MockError("needs_network");
    super.fail(target, ...rest);
  }

  /** Clicks the button in the stand-in's frame. Use it like any other Cypress command. */
  signUp(outcome?: Outcome): void {
    const body = this.#cy.get(`${TAG} [slot=vendor] iframe`).its("0.contentDocument.body").should("not.be.empty");
    body.then((it) => {
      // Inside the command: earlier commands have not run yet when this one is queued.
      if (outcome !== undefined) this.outcome(outcome);
      return this.#cy.wrap(it, { log: false }).find("[data-vendor-connect]").click();
    });
  }

  /** Removes the stand-in from the window. Cypress itself ends the interception after each test. */
  override restore(): void {
    super.restore();
    for (const remove of this.#removals.splice(0)) remove();
  }

  async #reply(call: Call, request: InterceptedRequest): Promise<void> {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    // Cypress has already parsed JSON.
    const body = typeof request.body === "string" ? request.body : JSON.stringify(request.body);
    const answer = await this.handle(call, { method: request.method, url: request.url, headers, body });
    if (answer === "network") return request.destroy();
    request.reply({ statusCode: answer.status, headers: answer.headers, body: answer.body });
  }
}

/**
 * Answers the widget's four calls by `cy.intercept`, and adds a stand-in for Chakra's SDK to each page. Call it before
 * `cy.visit()`.
 */
export function mockChakra(options: MockOptions = {}): CypressMock {
  const { cy } = globalThis as { cy?: Cy };
  if (!cy) throw new MockError("not_in_cypress");
  return new CypressMock(cy, options);
}
