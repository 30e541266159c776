// Controls the elements until their engine has loaded: shows a placeholder, waits until the engine is needed,
// fetches it, and on failure says so and offers a retry.
import { clear, drawFailure, drawSkeleton } from "./drawing.js";
import { loadEngine } from "./engine.js";
import { DOCS } from "./tables.js";
import { whenNeeded } from "./timing.js";

/** Longest wait before the customer sees a failure. */
const PATIENCE = 10_000;

const tell = (host, name, detail) =>
  host.dispatchEvent(new CustomEvent("chakra-" + name, { bubbles: true, composed: true, detail }));

/**
 * @param {() => import("./engine.js").Files | undefined | Promise<import("./engine.js").Files>} locate called at each
 * try for the engine's files
 * @returns {import("./class.js").Controller}
 */
export const loader = (locate) => {
  /** The elements, and how to stop watching one that is not needed yet. @type {Map<HTMLElement, (() => void) | undefined>} */
  const shown = new Map();
  /** The page's calls: host, method, whether it replaces, the function that settles it, and whether it is still meant. */
  let calls = [];
  /** The elements that are no longer on the page. */
  const gone = new WeakSet();
  let tries = 0;
  /** The module of early requests, once it is loaded. @type {typeof import("./early.js") | undefined} */
  let early;
  let coming;
  /** The last result of `locate`. @type {import("./engine.js").Files | undefined} */
  let files;
  const languageFile = (tag) => files?.languageFile(tag) ?? "data:,";
  /** Runs while the engine loads. */
  let timer;
  /** Why the last try failed. @type {string | undefined} */
  let code;
  /** The elements are being told of a change. */
  let isTelling;

  const state = () => (code ? "unavailable" : "loading");

  const draw = (host) => {
    if (!code) return drawSkeleton(host);
    drawFailure(host, code, go);
    const tellMore = ({ explain }) => explain(host, languageFile, go, () => shown.has(host) && code);
    // If that fails, too, the plain card stays.
    files?.failure().then(tellMore).catch(() => {});
  };

  const become = (failed, error) => {
    const previous = state();
    code = failed;
    const failure = { code, message: String(error), retryable: true, docs: DOCS + code };
    if (code) {
      for (const [, method, , settle] of calls)
        settle(/^re/.test(method) ? { state: state() } : { type: "failed", ...failure });
      // A wish for a signup is carried out anyway once the engine has loaded.
      calls = [...new Map(calls.filter((call) => call[1] === "connect").map((call) => [call[0], call])).values()];
    }
    isTelling = true;
    try {
      // A copy: the page may add elements when it hears of the failure.
      for (const host of [...shown.keys()]) {
        draw(host);
        if (state() !== previous) tell(host, "statechange", { state: state(), previous });
        if (code) tell(host, "failed", { ...failure });
      }
    } finally {
      isTelling = false;
    }
  };

  /** @param {HTMLElement} [host] one that is visible, or about to be */
  const go = (host) => {
    // The page tries again when the first element is told: not before the others are.
    if (isTelling) return queueMicrotask(() => go(host));
    start();
    coming.then(() => shown.has(host) && !code && early?.begin(host, languageFile));
  };

  const start = () => {
    if (timer) return;
    const attempt = ++tries;
    const fail = (failed, error) => {
      // Another try is under way, or this one has been given up.
      if (!timer || attempt !== tries) return;
      timer = clearTimeout(timer);
      become(failed, error);
    };
    timer = setTimeout(fail, PATIENCE, "load_timeout", PATIENCE);
    if (code) become();
    const load = (located) => loadEngine((files = located), attempt > 1 ? "?" + attempt : "", fail);
    // A page may try again whenever it hears of a failure: each further try gets a task, so that the tab does not freeze.
    const turn = new Promise((done) => (attempt > 1 ? setTimeout(done) : done()));
    // `locate` throws if an address is invalid.
    const located = turn.then(locate).catch(() => {});
    // If it fails, the engine sends its own requests.
    coming = located.then((files) => files.early()).then((it) => (early = it)).catch(() => {});
    located.then(load);
  };

  const end = (host) => {
    shown.get(host)?.();
    shown.delete(host);
  };

  const connected = (host) => {
    const [isKnown, isWaiting] = [shown.has(host), shown.get(host)];
    gone.delete(host);
    end(host);
    shown.set(host);
    draw(host);
    const need = () => {
      shown.set(host);
      go(host);
    };
    // A new element may succeed where others have failed. One that is needed does not wait again.
    if (!isKnown || (isWaiting && !code)) shown.set(host, whenNeeded(host, need));
    else if (!code) go(host);
  };

  return {
    connected,
    removed(host) {
      end(host);
      gone.add(host);
      early?.leave(host);
      calls = calls.filter(([of, , , settle]) => of !== host || settle({ state: state() }));
    },
    // Functions and headers, whose names have capitals, change nothing visible.
    changed: (host, name) => shown.has(host) && !/[A-Z]/.test(name) && connected(host),
    // Of the failure's card, which speaks the page's language.
    followPage: (host) => code && shown.has(host) && draw(host),
    call(...call) {
      const [host, , , settle] = call;
      if (gone.has(host)) return settle({ state: state() });
      calls.push(call);
      go();
    },
    state,
    attachEngine(engine) {
      clearTimeout(timer);
      Object.assign(engine, { languageFile, early, gone });
      // Keeps the failure's card from being drawn over the engine's, and tells the page that the failure was not final.
      if (code) become();
      // An element that has shown a failure does not go back to waiting.
      const mayWait = tries < 2;
      shown.forEach((isWaiting, host) => {
        end(host);
        engine.connected(host, clear, mayWait && isWaiting && whenNeeded);
      });
      for (const call of calls) engine.call(...call);
    },
  };
};
