// The signup's window in the page: says what it is, and with `ask` has a button for each outcome.
import type { Outcome } from "../mock.js";
import { OUTCOMES } from "../tables.js";

export interface Popup {
  /** The clicked outcome; `close` if the window is closed. */
  readonly chosen: Promise<Outcome>;
  focus(): void;
  close(): void;
}

/** Opens the window; nothing if the browser blocks it. */
export function openPopup(opener: Window, asks: boolean): Popup | undefined {
  const popup = opener.open("", "", "popup,width=480,height=720");
  if (!popup) return undefined;
  const page = popup.document;
  page.title = "Mock of Meta's signup";
  const heading = page.createElement("h1");
  heading.textContent = "Mock of Meta's signup";
  page.body.append(heading);
  const chosen = new Promise<Outcome>((choose) => {
    for (const [outcome, meaning] of asks ? Object.entries(OUTCOMES) : []) {
      const button = page.createElement("button");
      button.textContent = `${outcome}: ${meaning}`;
      button.setAttribute("data-outcome", outcome);
      button.addEventListener("click", () => choose(outcome as Outcome));
      const line = page.createElement("p");
      line.append(button);
      page.body.append(line);
    }
    popup.addEventListener("pagehide", () => choose("close"));
  });
  return { chosen, focus: () => popup.focus(), close: () => popup.close() };
}
