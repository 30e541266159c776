// The stand-in's popup: sends the choice to the server, tells the iframe which callbacks follow, and closes. The server
// writes the records, so they are correct even if no callback runs.

const sessionId = location.hash.slice(1);
const notice = document.querySelector("#notice");
const buttons = document.querySelectorAll("[data-outcome]");

// How long the window waits for the iframe to forward the callbacks before it closes anyway.
const PATIENCE_MS = 1000;

const setBusy = (busy) => buttons.forEach((button) => (button.disabled = busy));

// The window stays open until the iframe has answered: the sender of a message cannot be verified once its window is
// closed.
const passToFrame = (callbacks) =>
  new Promise((resolve) => {
    if (callbacks.length === 0 || !window.opener) return resolve();
    window.addEventListener("message", ({ source, origin, data }) => {
      const fromFrame = source === window.opener && origin === location.origin;
      if (fromFrame && data?.type === "chakra-sandbox:passed-on") resolve();
    });
    setTimeout(resolve, PATIENCE_MS);
    window.opener.postMessage({ type: "chakra-sandbox:callbacks", callbacks }, location.origin);
  });

const choose = async (outcome) => {
  setBusy(true);
  notice.hidden = true;
  try {
    const body = JSON.stringify({ sessionId, outcome });
    const response = await fetch("outcome", { method: "POST", body });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(answer._errors?.[0] ?? `the server answered ${response.status}`);
    await passToFrame(answer.callbacks);
    window.close();
  } catch (error) {
    notice.textContent = `Stand-in: ${error.message}.`;
    notice.hidden = false;
    setBusy(false);
  }
};

buttons.forEach((button) => button.addEventListener("click", () => choose(button.dataset.outcome)));

// The settings may determine how signups end. The window still appears for a moment, unless the response says
// otherwise: no customer is so fast that the page behind never loses the focus.
const MOMENT_MS = 1000;
const followSettings = async () => {
  // Past the cache, where the request of a second popup would wait for the response to the first one.
  const response = await fetch("outcome", { cache: "no-store" });
  const { signupEnd, momentMs = MOMENT_MS } = await response.json();
  if (signupEnd === "ask") return;
  setBusy(true);
  notice.textContent = `The settings decide: ${signupEnd}.`;
  notice.hidden = false;
  setTimeout(() => choose(signupEnd), momentMs);
};

followSettings();
