// The widget in a test page.
import { define } from "chakra-whatsapp-connect";
import { expect } from "vitest";

define();

/** Adds an element to the page. `heard` collects its outcomes. */
export function widget(attributes) {
  const element = document.createElement("chakra-whatsapp-connect");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  const heard = [];
  for (const name of ["connected", "cancelled", "failed"]) {
    element.addEventListener("chakra-" + name, ({ detail }) => heard.push([name, detail.reason ?? detail.code ?? detail.state]));
  }
  document.body.append(element);
  return { element, heard };
}

export const shows = (element, state) => expect.poll(() => element.state, { timeout: 60_000 }).toBe(state);

/** The page's values for names that a mock may touch. */
export const traces = () => ({
  fetch: window.fetch,
  sdk: "ChakraWhatsappConnect" in window,
  frames: document.querySelectorAll("iframe").length,
  accessors: ["fetchToken", "fetchStatus", "sendEvent", "disconnectAccount", "fetchtoken"].map(
    (name) => Object.getOwnPropertyDescriptor(customElements.get("chakra-whatsapp-connect").prototype, name).get,
  ),
});
