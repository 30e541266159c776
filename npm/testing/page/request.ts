// The page's `fetch`, answered by a mock.
import type { Call, ChakraMock } from "../mock.js";

/** The window of the page under test. In Cypress, this code runs in a different one. */
export type PageWindow = Window & typeof globalThis;

/** Answers one request of a window. */
export async function respond(window: PageWindow, mock: ChakraMock, call: Call, request: Request): Promise<Response> {
  const { method, url, signal } = request;
  const headers = Object.fromEntries(request.headers);
  const body = method === "GET" || method === "HEAD" ? undefined : await request.text();
  const answer = await Promise.race([mock.handle(call, { method, url, headers, body }), aborted(window, signal)]);
  if (answer === "network") throw new window.TypeError("Failed to fetch");
  const isEmpty = answer.body === "" || answer.status === 204;
  return new window.Response(isEmpty ? null : answer.body, answer);
}

function aborted(window: PageWindow, signal: AbortSignal): Promise<never> {
  return new Promise((_, fail) => {
    const end = () => fail(new window.DOMException("The request was aborted.", "AbortError"));
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
  });
}

/** Replaces the window's `fetch` with the mock, for the four calls. Other requests are unchanged. */
export function replaceFetch(window: PageWindow, mock: ChakraMock): () => void {
  const own = Object.getOwnPropertyDescriptor(window, "fetch");
  const original = window.fetch;
  let isRestored = false;
  const replaced: typeof window.fetch = async (input, init) => {
    const url = new window.URL(input instanceof window.Request ? input.url : String(input), window.document.baseURI);
    const call = isRestored ? undefined : mock.callAt(url);
    if (!call) return original.call(window, input, init);
    return respond(window, mock, call, new window.Request(url, input instanceof window.Request ? input : init));
  };
  window.fetch = replaced;
  return () => {
    // A later replacement by the page may still call this one.
    isRestored = true;
    if (window.fetch === replaced && own) Object.defineProperty(window, "fetch", own);
  };
}
