// Addresses such as `backend="mock:finish"`: a mock with that outcome answers their elements, through the functions
// that a page may set instead of addresses.
import { MockError } from "../errors.js";
import { ChakraMock } from "../mock.js";
import type { Call, MockOptions, Outcome } from "../mock.js";
import { MOCK_SCHEME, TAG } from "../tables.js";
import { respond } from "./request.js";
import type { PageWindow } from "./request.js";
import { installSdk } from "./sdk.js";

type Answering = (given: Record<string, unknown>) => Promise<Response>;

/** The functions for each address: always the same ones, so that the widget recognises its requests. */
const answering = new Map<string, { mock: ChakraMock; functions: Record<string, Answering>; remove: () => void }>();

/** The element's property for each call. */
const PROPERTIES: Record<string, Call> = {
  fetchToken: "connect-token",
  fetchStatus: "status",
  sendEvent: "connect-event",
  disconnectAccount: "disconnect",
};

const addressOf = (element: Element): string | undefined => {
  const address = element.getAttribute("backend")?.trim();
  return address?.startsWith(MOCK_SCHEME) ? address : undefined;
};

/** The options in an address: `mock:`, an outcome, and optionally `?state=` with the initial state. */
function optionsOf(address: string): MockOptions {
  const [outcome, query] = address.slice(MOCK_SCHEME.length).split("?");
  const state = new URLSearchParams(query).get("state");
  return {
    ...(outcome ? { outcome: outcome as Outcome } : {}),
    ...(state ? { state: state as NonNullable<MockOptions["state"]> & string } : {}),
  };
}

function answersAt(window: PageWindow, address: string) {
  const known = answering.get(address);
  if (known) return known;
  const mock = new ChakraMock(optionsOf(address));
  const functions = Object.fromEntries(
    Object.entries(PROPERTIES).map(([property, call]): [string, Answering] => [
      property,
      ({ signal, ...fields }) => {
        const isPost = call !== "status";
        const init = { method: isPost ? "POST" : "GET", signal: (signal as AbortSignal | undefined) ?? null };
        const body = isPost ? { body: JSON.stringify(fields), headers: { "content-type": "application/json" } } : {};
        return respond(window, mock, call, new window.Request(mock.urls[call], { ...init, ...body }));
      },
    ]),
  );
  const made = { mock, functions, remove: installSdk(window, mock) };
  answering.set(address, made);
  return made;
}

/** The function for a call. The widget reports a mistake in the address as the call's failure. */
function functionAt(window: PageWindow, address: string, property: string) {
  try {
    return answersAt(window, address).functions[property];
  } catch (error) {
    return () => Promise.reject(error);
  }
}

/** The mock of an element with a `backend` such as `mock:finish`. All elements with the same address share it. */
export function mockOf(element: Element): ChakraMock {
  const address = addressOf(element);
  if (address === undefined) throw new MockError("no_mock");
  return answersAt(window, address).mock;
}

/** Makes the element's class support these addresses; the returned function removes that, and the mocks. */
export function answerAddresses(window: PageWindow, prototype: HTMLElement): () => void {
  const before: [string, PropertyDescriptor][] = [];
  for (const property of Object.keys(PROPERTIES)) {
    for (const name of [property, property.toLowerCase()]) {
      const own = Object.getOwnPropertyDescriptor(prototype, name);
      if (!own?.get) continue;
      before.push([name, own]);
      Object.defineProperty(prototype, name, {
        ...own,
        get(this: HTMLElement) {
          // The page's own functions have priority.
          const given: unknown = own.get?.call(this);
          const address = given === undefined ? addressOf(this) : undefined;
          return address === undefined ? given : functionAt(window, address, property);
        },
      });
    }
  }
  renew(window);
  return () => {
    for (const [name, descriptor] of before) Object.defineProperty(prototype, name, descriptor);
    for (const { mock, remove } of answering.values()) {
      mock.restore();
      remove();
    }
    answering.clear();
    renew(window);
  };
}

/** Makes existing elements read their functions again. */
function renew(window: PageWindow): void {
  for (const element of window.document.querySelectorAll(TAG)) {
    if (addressOf(element) !== undefined) Object.assign(element, { fetchStatus: undefined });
  }
}
