// Addresses of the form `backend="mock:finish"`: elements with one are answered by a mock of that name, through the
// functions that a page may set in the place of addresses.
import { MockError } from "../errors.js";
import { ChakraMock } from "../mock.js";
import type { Call, MockOptions, Outcome } from "../mock.js";
import { MOCK_SCHEME, TAG } from "../tables.js";
import { respond } from "./request.js";
import type { PageWindow } from "./request.js";
import { installSdk } from "./sdk.js";

type Answering = (given: Record<string, unknown>) => Promise<Response>;

/** What answers for each address: the same functions each time, by which the widget knows its questions again. */
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

/** The options in an address: `mock:`, an outcome, and perhaps `?state=` with what is connected at first. */
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

/** The function in the place of a call; a mistake in the address is the widget's to tell, as what the call answers. */
function functionAt(window: PageWindow, address: string, property: string) {
  try {
    return answersAt(window, address).functions[property];
  } catch (error) {
    return () => Promise.reject(error);
  }
}

/** The mock behind an element whose `backend` is of the form `mock:finish`. All elements of one address share it. */
export function mockOf(element: Element): ChakraMock {
  const address = addressOf(element);
  if (address === undefined) throw new MockError("no_mock");
  return answersAt(window, address).mock;
}

/** Has the element's class answer for such addresses; the returned function takes that, and the mocks, away. */
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
          // What the page itself has set counts.
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

/** Elements that are there read their functions anew. */
function renew(window: PageWindow): void {
  for (const element of window.document.querySelectorAll(TAG)) {
    if (addressOf(element) !== undefined) Object.assign(element, { fetchStatus: undefined });
  }
}
