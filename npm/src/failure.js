// What a failure looks like once this file has come: the widget's own card, in the page's language.
// Fetched when something has failed, and not before.
import { fallback, part, put } from "./drawing.js";
import { ENGLISH, LANGUAGES, STYLE } from "./card.js";

const [english] = LANGUAGES;
/** How long the customer waits for their language, as by the engine (src/browser/language.rs). */
const PATIENCE = 3_000;
/** What browsers still say at times. */
const OLD = { iw: "he", in: "id" };

/** By the rules of the engine (src/text/locale.rs). */
const languageOf = (host) => {
  const around = [host.closest("[lang]"), document.documentElement];
  const tags = [host.getAttribute("locale"), ...around.map((element) => element?.getAttribute("lang"))];
  for (const tag of [...tags, ...navigator.languages]) {
    const [spoken] = (tag ?? "").trim().toLowerCase().split(/[-_]/);
    const known = LANGUAGES.find(({ tag }) => tag.split("-")[0] === (OLD[spoken] ?? spoken));
    if (known) return known;
  }
  return english;
};

const wordsOf = async (host, { tag }, languageFile) => {
  if (tag === english.tag) return {};
  const folder = host.getAttribute("locales-url")?.replace(/\/*$/, "/");
  const answer = await fetch(folder ? `${folder}${tag}.json` : languageFile(tag));
  if (!answer.ok) throw answer.status;
  return answer.json();
};

/** As src/view/panel.rs draws it. */
const cardOf = (host, code, retry, say) => {
  const mark = part("span", "mark");
  const notice = part("div", "notice", part("small", "code", say("code").replace("{code}", code)));
  const word = part("div", "word", part("h2", "title", say("unavailable.title")), part("p", "sentence", say(code)), notice);
  const badge = part("span", "badge", say("badge.unavailable"));
  mark.ariaHidden = badge.ariaHidden = "true";
  word.role = "alert";
  const button = part("button", "primary", part("span", "label", say("action.retry")));
  button.part = "button button-primary";
  button.type = "button";
  button.onclick = retry;
  const actions = part("div", "actions", button, fallback(host, say("fallback")));
  const card = part("section", "card", part("div", "header", mark, word, badge), actions);
  const variant = host.getAttribute("variant")?.trim();
  card.ariaLabel = say("widget");
  Object.assign(card.dataset, {
    state: "unavailable",
    tone: "bad",
    frame: "hidden",
    variant: /^(inline|button)$/.test(variant) ? variant : "card",
  });
  return card;
};

/** The last call for each element. */
const latest = new WeakMap();

/**
 * @param {HTMLElement} host
 * @param {(tag: string) => string} languageFile the address of a language's file
 * @param {() => void} retry
 * @param {() => string | false | undefined} failed the code, as long as it is to be shown
 */
export const explain = async (host, languageFile, retry, failed) => {
  const call = {};
  latest.set(host, call);
  const show = ({ tag, isRtl }, words) => {
    const code = failed();
    if (!code || latest.get(host) !== call) return;
    const say = (key) => [own[key], words[key]].find((text) => typeof text === "string") ?? ENGLISH[key];
    const card = cardOf(host, code, retry, say);
    card.lang = tag;
    card.dir = isRtl ? "rtl" : "ltr";
    put(host, STYLE, card);
  };
  // Once: what of the page's throws does so here, and leaves the plain card.
  const own = { ...host.messages };
  const late = setTimeout(show, PATIENCE, english, {});
  const language = languageOf(host);
  const words = await wordsOf(host, language, languageFile).catch(() => {});
  clearTimeout(late);
  show(words ? language : english, words ?? {});
};
