// The view of an element before its engine has loaded: a skeleton, or the failure with a way forward.
import { FALLBACK, RETRY, SENTENCE, STYLE } from "./tables.js";

const STILL = { preventScroll: true };

/** Creates an element with `name` as its class and part. */
export const part = (tag, name, ...children) => {
  const element = document.createElement(tag);
  element.className = name;
  element.part = name;
  element.append(...children);
  return element;
};

/** Puts a card into the shadow root of `host`, and keeps the focus in it. */
export const put = (host, style, card) => {
  const root = host.shadowRoot;
  try {
    // From the element's own window, which may be a frame.
    const sheet = new host.ownerDocument.defaultView.CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // An old browser: the text is shown without style.
  }
  card.tabIndex = -1;
  const hadFocus = root.activeElement;
  let box = card;
  for (const className of ["container", "bounds"]) {
    const inner = box;
    box = Object.assign(document.createElement("div"), { className });
    box.append(inner);
  }
  root.replaceChildren(box);
  if (hadFocus) card.focus(STILL);
};

const draw = (host, ...children) => {
  const card = part("section", "card", ...children);
  card.ariaLabel = "WhatsApp";
  card.dir = "auto";
  put(host, STYLE, card);
  return card;
};

/** @param {HTMLElement} host */
export const drawSkeleton = (host) => {
  const slot = part("slot", "slot", part("div", "skeleton"));
  slot.name = "loading";
  // It may wait for the pointer, so the keyboard must reach it, too.
  draw(host, slot).tabIndex = 0;
};

/** The link to the partner's fallback page, if it is valid. @param {HTMLElement} host */
export const fallback = (host, words) => {
  const link = part("a", "fallback", words);
  link.href = host.getAttribute("fallback-url")?.trim() || "data:";
  return /^https?:$/.test(link.protocol) ? link : "";
};

/**
 * Draws the failure in plain English, which needs no further download.
 * @param {HTMLElement} host
 * @param {string} code
 * @param {() => void} retry
 */
export const drawFailure = (host, code, retry) => {
  const sentence = part("p", "sentence", SENTENCE);
  // Screen readers announce an alert when it is inserted: after the wait for the explained card, which is one, too.
  setTimeout(() => sentence.replaceWith(Object.assign(sentence.cloneNode(true), { role: "alert" })), 4_000);
  const button = part("button", "primary", RETRY);
  button.onclick = retry;
  draw(host, sentence, part("p", "code", code), button, fallback(host, FALLBACK)).lang = "en";
};

/** Removes the drawing; the engine's card gets the focus that was in it. @param {HTMLElement} host */
export const clear = (host) => {
  const root = host.shadowRoot;
  if (root.activeElement) queueMicrotask(() => root.querySelector(".card")?.focus(STILL));
  root.replaceChildren();
};
