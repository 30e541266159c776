// Puts an element where the script tag's `data-*` attributes say.
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
    if (place) place.append(element);
    else if (script.closest("body")) script.after(element);
    else document.body.append(element);
  };
  // A plain tag, with the element elsewhere on the page.
  if (!target && !element.attributes.length) return;
  // What it is to stand in may not have been read yet.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", put);
  else put();
};
