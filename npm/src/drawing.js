// What an element shows until its engine is there: a skeleton, or what failed and the way on.
import { FALLBACK, RETRY, SENTENCE, STYLE } from "./tables.js";

/** One sheet for all elements of the page. @type {CSSStyleSheet | undefined} */
let sheet;

/** An element whose class and part have the same name. */
const part = (tag, name, ...children) => {
  const element = document.createElement(tag);
  element.className = name;
  element.part = name;
  element.append(...children);
  return element;
};

/** Draws a card into the shadow root of `host`; the focus stays in it. */
const draw = (host, ...children) => {
  const root = host.shadowRoot;
  try {
    if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // An old browser: without a style, but not without words.
  }
  const card = part("section", "card", ...children);
  card.ariaLabel = "WhatsApp";
  // Whoever waits to be pointed at must be reached by the keyboard, too.
  card.tabIndex = 0;
  card.dir = "auto";
  const hadFocus = root.activeElement;
  root.replaceChildren(card);
  if (hadFocus) card.focus();
};

/** @param {HTMLElement} host */
export const drawSkeleton = (host) => {
  const slot = part("slot", "slot", part("div", "skeleton"));
  slot.name = "loading";
  draw(host, slot);
};

/**
 * @param {HTMLElement} host
 * @param {string} code
 * @param {() => void} retry
 * @param {Record<string, string>} [words]
 */
export const drawFailure = (host, code, retry, words = {}) => {
  const sentence = part("p", "sentence", words[code] ?? SENTENCE);
  sentence.role = "alert";
  const button = part("button", "primary", words["action.retry"] ?? RETRY);
  button.onclick = retry;
  const link = part("a", "fallback", words.fallback ?? FALLBACK);
  link.href = host.getAttribute("fallback-url") ?? "data:";
  draw(host, sentence, part("p", "code", code), button, /^http/.test(link.protocol) ? link : "");
};

/** Takes away what was drawn; the engine's card gets the focus that was in it. @param {HTMLElement} host */
export const clear = (host) => {
  const root = host.shadowRoot;
  if (root.activeElement) queueMicrotask(() => root.querySelector(".card")?.focus());
  root.replaceChildren();
};
