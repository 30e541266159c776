// The same job written by hand in plain JavaScript: one function call per element.
import { disconnect, fetchStatus, fetchToken } from "./backend.js";
import { DEADLINE, loadSdk } from "./sdk.js";
import { TONES, WORDS, meaning, numberOf } from "./words.js";
import style from "./card.css";

const make = (tag, className, text = "") => Object.assign(document.createElement(tag), { className, textContent: text });

const connect = (root, sdkUrl) => {
  let view;
  let vendor;
  let running;
  let timer;
  let isFrameReady = false;
  let lastCheck = 0;

  root.ariaLabel = "WhatsApp";
  const card = make("div", "card");
  const status = make("div");
  status.role = "status";
  const title = make("h2");
  const sentence = make("p");
  const shown = make("p", "number");
  status.append(title, sentence);
  const skeleton = make("div", "skeleton");
  const frame = make("div", "frame");
  const actions = make("div", "actions");
  card.append(status, skeleton, frame, actions);
  root.append(card);

  const button = (label, action, className = "") => {
    const made = make("button", className, label);
    made.onclick = action;
    return made;
  };

  const askFirst = () => {
    const yes = button("Disconnect", end, "danger");
    const no = button("Keep it", () => actions.replaceChildren(button("Disconnect", askFirst)));
    actions.replaceChildren(make("p", "", "Disconnect this number?"), yes, no);
    no.focus();
  };

  const show = (next, number) => {
    if (next === view) return;
    view = next;
    [title.textContent, sentence.textContent] = WORDS[view];
    if (view in TONES) card.dataset.tone = TONES[view];
    else delete card.dataset.tone;
    skeleton.hidden = view !== "loading";
    frame.hidden = !(isFrameReady && ["ready", "connecting", "cancelled"].includes(view));
    if (number) {
      shown.textContent = number;
      status.append(shown);
    } else {
      shown.remove();
    }
    if (view === "connected") actions.replaceChildren(button("Disconnect", askFirst));
    else if (view === "failed") actions.replaceChildren(button("Try again", again));
    else actions.replaceChildren();
  };

  // Only for the benchmark.
  const tell = (name, detail) => root.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));

  const unmountFrame = () => {
    clearTimeout(timer);
    vendor?.destroy();
    vendor = undefined;
    isFrameReady = false;
  };

  const fail = (error) => {
    if (error?.name === "AbortError") return;
    unmountFrame();
    show("failed");
    tell("bench-failed", String(error));
  };

  const check = async (signal) => {
    lastCheck = performance.now();
    const number = numberOf(await fetchStatus(signal));
    if (signal.aborted) return undefined;
    if (number) {
      unmountFrame();
      show("connected", number);
      tell("bench-shown");
    } else if (!["connecting", "cancelled", "failed"].includes(view)) {
      // The backend does not know of the connection yet.
      show(isFrameReady ? "ready" : "loading");
    }
    return number;
  };

  const prepare = async (signal) => {
    const [connectToken, sdk] = await Promise.all([fetchToken(signal), loadSdk(sdkUrl)]);
    if (signal.aborted) return;
    timer = setTimeout(() => fail(new Error("the frame was not ready in time")), DEADLINE);
    vendor = sdk.init({
      connectToken,
      container: frame,
      onReady: () => {
        clearTimeout(timer);
        isFrameReady = true;
        show("ready");
        tell("bench-usable");
      },
      onMessage: (name) => {
        const next = meaning(name);
        if (next) show(next);
        if (next === "cancelled") check(signal).catch(fail);
      },
      onSuccess: () => {
        show("confirming");
        check(signal).catch(fail);
      },
      onError: fail,
    });
  };

  const begin = async () => {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      if (!(await check(signal)) && !signal.aborted) await prepare(signal);
    } catch (error) {
      fail(error);
    }
  };

  const again = () => {
    unmountFrame();
    show("loading");
    begin();
  };

  const end = async () => {
    for (const it of actions.querySelectorAll("button")) it.disabled = true;
    try {
      await disconnect();
      again();
    } catch (error) {
      fail(error);
    }
  };

  // The customer is back from the popup, or from another tab.
  const onFocus = () => {
    if (performance.now() - lastCheck >= 2_000) check(running.signal).catch(() => {});
  };
  window.addEventListener("focus", onFocus);

  show("loading");
  begin();

  return () => {
    window.removeEventListener("focus", onFocus);
    running.abort();
    unmountFrame();
    root.replaceChildren();
  };
};

const sheet = new CSSStyleSheet();
sheet.replaceSync(style);
document.adoptedStyleSheets.push(sheet);
for (const root of document.querySelectorAll(".connect")) connect(root, root.dataset.sdkUrl);
