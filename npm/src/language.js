// The language of the page around an element.
import { LANGUAGES } from "./locales.js";

export const [english] = LANGUAGES;
/** Outdated codes that browsers still use at times. */
const OLD = { iw: "he", in: "id" };

/** The host of the shadow root around `node`. The root of a detached link also has a `host`, which is an address. */
const hostOf = (node) => {
  const root = node.getRootNode();
  return root.nodeType === Node.DOCUMENT_FRAGMENT_NODE ? root.host : undefined;
};

/** An element and the hosts of the shadow roots around it: a root inherits from its host. */
export const withHosts = (element) => (element ? [element, ...withHosts(hostOf(element))] : []);

/** The supported language of a tag. */
const languageFor = (tag) => {
  const [spoken] = (tag ?? "").trim().toLowerCase().split(/[-_]/);
  return LANGUAGES.find(({ tag }) => tag.split("-")[0] === (OLD[spoken] ?? spoken));
};

/** The language of the page's own texts: `locale` names one that is not supported. It has no file. */
const ownLanguage = (host) => {
  const tag = host.getAttribute("locale")?.trim().replace(/_/g, "-");
  try {
    const isOwn = host.messages && typeof host.messages === "object" && Intl.getCanonicalLocales(tag)[0];
    if (isOwn) return { tag, isRtl: getComputedStyle(host).direction === "rtl", isOwn };
  } catch {
    // It is not a language tag.
  }
};

/** By the rules of the engine (src/text/locale.rs). */
export const languageOf = (host) => {
  const hosts = withHosts(host);
  const around = hosts.map((element) => element.closest("[lang]"));
  // A visitor's element might answer to `document.documentElement`.
  const elements = [around.find(Boolean), hosts.pop().closest(":root")];
  const tags = [...elements.map((element) => element?.getAttribute("lang")), ...navigator.languages];
  const named = languageFor(host.getAttribute("locale")) ?? ownLanguage(host);
  return named ?? tags.map(languageFor).find(Boolean) ?? english;
};

/**
 * The address of a language's file, by the rules of the engine (src/browser/language.rs).
 * @param {HTMLElement} host
 * @param {string} tag
 * @param {(tag: string) => string} languageFile the address if the page names no folder
 */
export const fileOf = (host, tag, languageFile) => {
  const folder = host.getAttribute("locales-url")?.trim();
  return folder ? folder.replace(/(^|[^/])\/*$/, `$1/${tag}.json`) : languageFile(tag);
};
