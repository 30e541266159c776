// The code and the card of a failure: the widget's own card, in the page's language.
// Fetched only once something has failed.
import { fallback, part, put } from "./drawing.js";
import { ENGLISH, STYLE } from "./card.js";
import { english, fileOf, languageOf, withHosts } from "./language.js";

/** Longest wait for the customer's language, as in the engine (src/browser/language.rs). */
const PATIENCE = 3_000;
const wordsOf = async (host, { tag, isOwn }, languageFile) => {
  if (isOwn || tag === english.tag) return {};
  const answer = await fetch(fileOf(host, tag, languageFile));
  if (!answer.ok) throw answer.status;
  return answer.json();
};

/** The same card as in src/card/tree.rs. */
const cardOf = (host, code, retry, say) => {
  const isAnnounced = host.shadowRoot.querySelector("[role]");
  const mark = part("span", "mark");
  const [level] = /^[1-6]$/.exec(host.getAttribute("heading-level")?.trim()) ?? [2];
  const notice = part("div", "notice", part("small", "code", say("code").replace("{code}", code)));
  const word = part("div", "word", part("h" + level, "title", say("unavailable.title")), part("p", "sentence", say(code)), notice);
  const badge = part("span", "badge", say("badge.unavailable"));
  mark.ariaHidden = badge.ariaHidden = "true";
  // Screen readers announce an alert when it is inserted. The same failure in another language is not announced again.
  word.role = isAnnounced ? "group" : "alert";
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
 * @param {() => string | false | undefined} failed the code, while it has to be shown
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
  // Copied once: if a getter of the page throws, it throws here, and the plain card stays.
  const own = { ...host.messages };
  const late = setTimeout(show, PATIENCE, english, {});
  const language = languageOf(host);
  // The page may change its language while this is shown.
  const watch = new MutationObserver(() => {
    const isOver = !failed() || latest.get(host) !== call;
    if (!isOver && languageOf(host).tag === language.tag) return;
    watch.disconnect();
    if (!isOver) explain(host, languageFile, retry, failed);
  });
  for (const element of withHosts(host)) watch.observe(element.getRootNode(), { subtree: true, attributeFilter: ["lang"] });
  const words = await wordsOf(host, language, languageFile).catch(() => {});
  clearTimeout(late);
  show(words ? language : english, words ?? {});
};

const MISSING = "wasm_load_failed";

/** Checks whether one of our files is at an address, or what is there instead. Fails if there is no response. */
const ask = async (url, options) => {
  const { ok, headers } = await fetch(url, options);
  return ok ? /javascript|wasm/.test(headers.get("content-type")) || "wasm_wrong_mime" : MISSING;
};

/**
 * The code for a failed file of the engine, which is requested once more.
 * @param {unknown} error
 * @param {import("./engine.js").Files} files
 * @param {import("./engine.js").File} file
 * @param {string} again
 */
export const reason = async (error, { glue, wasm }, file, again) => {
  const other = file === glue ? wasm : glue;
  let code = MISSING;
  try {
    code = await ask(file.url + again);
    // If the file beside it is missing, too, the folder is wrong. A bundler's file beside it has no known address.
    if (code !== true) {
      const isElsewhere = other.url ? (await ask(other.url)) !== true : code === MISSING;
      return isElsewhere ? "assets_not_found" : code;
    }
    // Without a hash, any damage is possible, unless the download broke off or ended with a status.
    const hasCome = isNaN(error) && !/etch|etwork|oad|stream/.test(error);
    const isUnknown = file === wasm && hasCome && !wasm.integrity;
    // A file with a hash cannot be damaged: the browser does not know its syntax.
    if (isUnknown || /^(Co|Li|Ru|Sy)/.test(error)) return file.integrity ? "wasm_unsupported" : "wasm_corrupted";
    code = "wasm_integrity_mismatch";
    await ask(file.url + again, file);
    return MISSING;
  } catch {
    return code;
  }
};
