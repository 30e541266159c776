// Puts an element where the script tag's `data-*` attributes say.
import { documentProperty } from "./document.js";
import { ATTRIBUTES, TAG } from "./tables.js";

/** @param {HTMLScriptElement} script */
export const place = (script) => {
  const element = document.createElement(TAG);
  for (const name of ATTRIBUTES) {
    const value = script.getAttribute("data-" + name);
    if (value) element.setAttribute(name, value);
  }
  const { target } = script.dataset;
  const put = () => {
    const place = document.querySelector(target);
    const isBeside = !place && script.closest("body");
    const parent = place ?? documentProperty("body");
    // Already there: the script ran again, on a page that was kept or by an optimiser.
    if ((isBeside ? script.nextSibling : parent.lastChild)?.localName === TAG) return;
    if (isBeside) script.after(element);
    else parent.append(element);
  };
  // A plain tag: the element is elsewhere on the page.
  if (!target && !element.attributes.length) return;
  // Its place may not have been parsed yet.
  if (documentProperty("readyState") === "loading") document.addEventListener("DOMContentLoaded", put);
  else put();
};
