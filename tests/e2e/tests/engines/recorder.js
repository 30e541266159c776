// Records what happens in the page, and sends it in order to the test's server. So no driver has to query the page
// while a popup is open.
(() => {
  const queue = [];
  let entries = 0;
  let isSending = false;
  const send = async () => {
    if (isSending) return;
    isSending = true;
    while (queue.length > 0) {
      const { length } = queue;
      const body = JSON.stringify(queue);
      try {
        // Repeats a request without a response: otherwise one lost request would hide everything after it.
        await fetch("/told", { method: "POST", body, keepalive: true, signal: AbortSignal.timeout(2000) });
        queue.splice(0, length);
      } catch {
        await new Promise((done) => setTimeout(done, 50));
      }
    }
    isSending = false;
  };
  const tell = (kind, entry) => {
    const at = performance.timeOrigin + performance.now();
    queue.push({ id: `${performance.timeOrigin} ${++entries}`, kind, at, ...entry });
    send();
  };

  const names = ["statechange", "ready", "started", "progress", "connected", "cancelled", "failed", "disconnected"];
  for (const name of names) {
    window.addEventListener(`chakra-${name}`, ({ type, detail }) => tell("event", { name: type, detail }));
  }
  for (const name of ["focus", "blur"]) {
    window.addEventListener(name, () => tell("window", { name, focused: document.hasFocus() }));
  }
  window.addEventListener("error", ({ message }) => tell("error", { message }));
  window.addEventListener("unhandledrejection", ({ reason }) => tell("error", { message: String(reason) }));
  // Only mouse events reveal where the page is on the screen.
  window.addEventListener("mousemove", (event) => {
    tell("mouse", { x: event.screenX - event.clientX, y: event.screenY - event.clientY });
  });

  const box = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x, y, width, height };
  };
  const looks = {
    // Gives each frame its own number.
    frame() {
      const frame = document.querySelector("#widget > [slot=vendor] iframe");
      if (!frame) return null;
      frame.dataset.number ??= String(++frames);
      return { number: Number(frame.dataset.number), ...box(frame) };
    },
    buttons() {
      const own = document.querySelector("#widget")?.shadowRoot?.querySelectorAll("button") ?? [];
      const all = [...own, ...document.querySelectorAll("body > button")];
      const label = (button) => button.innerText.trim().replace(/\s+/g, " ");
      return all.filter((it) => it.getClientRects().length > 0).map((it) => ({ label: label(it), ...box(it) }));
    },
    help() {
      const help = document.querySelector("#help");
      return help && box(help);
    },
    focus() {
      const { activeElement } = document;
      return { active: activeElement?.localName, id: activeElement?.id, focused: document.hasFocus() };
    },
  };
  let frames = 0;
  const seen = {};
  const look = () => {
    for (const kind of Object.keys(looks)) {
      const value = looks[kind]();
      const text = JSON.stringify(value);
      if (seen[kind] !== text) tell(kind, { value });
      seen[kind] = text;
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true });
  setInterval(look, 50);

  window.addEventListener("load", () => {
    document.querySelector("#another").onclick = () => {
      open("/pages/another", "another", "popup,width=300,height=200,left=900,top=20");
    };
    document.querySelector("#replace").onclick = () => {
      document.querySelector("#widget").connect({ intent: "replace" });
    };
    if (location.search === "?help") {
      const help = document.createElement("iframe");
      Object.assign(help, { slot: "header", id: "help", srcdoc: "<p>How to connect", height: 80 });
      document.querySelector("#widget").append(help);
    }
    if (location.search === "?focusing") {
      // Waits until no user activation is left.
      setTimeout(() => document.querySelector("#widget > [slot=vendor] iframe").focus(), 8000);
    }
    if (location.search === "?scrolled") {
      // The card begins above the screen, and there is more page below it than fits.
      document.body.style.paddingBlockEnd = "200vh";
      document.querySelector("#widget").addEventListener("chakra-ready", () => scrollBy(0, looks.frame().y - 10));
    }
    tell("loaded", {});
  });
})();
