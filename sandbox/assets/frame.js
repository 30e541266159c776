// The stand-in's iframe: receives the token from the page, has it checked, and shows one button that opens the popup.
// GUESS: all of it (chakra-protocol 2.3).

const notice = document.querySelector("#notice");

let hostOrigin = null; // The page's origin, known once it has sent a token.
let popup = null;

const tellHost = (type, detail = {}) => {
  window.parent.postMessage({ type: `chakra-sandbox:${type}`, ...detail }, hostOrigin);
};

const show = (text) => {
  notice.hidden = false;
  notice.textContent = `Stand-in for Chakra: ${text}.`;
};

// GUESS: a bad token is reported through onError. No known integrator handles expiry (1.4).
const refuse = (reason) => {
  document.querySelector("[data-vendor-connect]")?.remove();
  show(reason);
  notice.setAttribute("data-vendor-refused", "");
  tellHost("error", { message: reason });
};

const post = async (path, body) => {
  const response = await fetch(path, { method: "POST", body: JSON.stringify(body) });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer._errors?.[0] ?? `the server answered ${response.status}`);
  return answer;
};

// Shown inside the button, because a frame as low as a button has no space beside it.
const tellBlocked = (blocked) => {
  const line = document.querySelector("[data-vendor-connect] [role=status]");
  line.toggleAttribute("data-vendor-blocked", blocked);
  line.textContent = blocked ? "Stand-in: popup blocked. Allow popups, click again" : "Stand-in for Chakra";
};

// No `await` before window.open: browsers allow popups only directly in a click.
const openPopup = (sessionId, expiresAt) => {
  if (popup && !popup.closed) return popup.focus();
  if (performance.now() >= expiresAt) return refuse("The connect token has expired. Ask your backend for a new one");
  popup = window.open(`signup#${sessionId}`, `chakra-sandbox-${sessionId}`, "popup,width=480,height=720");
  tellBlocked(popup === null);
};

const start = async (connectToken) => {
  try {
    const { sessionId, expiresInMs } = await post("session", { connectToken });
    const expiresAt = performance.now() + expiresInMs;
    document.body.prepend(document.querySelector("#connect").content.cloneNode(true));
    document
      .querySelector("[data-vendor-connect]")
      .addEventListener("click", () => openPopup(sessionId, expiresAt));
    notice.hidden = true;
    tellHost("ready");
  } catch (error) {
    refuse(error.message);
  }
};

// Forwards the popup's messages in order, one callback at a time.
const passOn = ({ callback, event, data, message }) => {
  if (callback === "message") tellHost("message", { name: event, data });
  if (callback === "success") tellHost("success", { data });
  if (callback === "error") tellHost("error", { message });
};

window.addEventListener("message", ({ source, origin, data }) => {
  if (source === window.parent && data?.type === "chakra-sandbox:token" && hostOrigin === null) {
    // A page without its own origin (a file, a sandboxed frame) cannot be addressed exactly.
    if (origin === "null") return show("open this page over HTTP");
    hostOrigin = origin;
    start(data.connectToken);
  }
  if (source !== null && source === popup && origin === location.origin && data?.type === "chakra-sandbox:callbacks") {
    data.callbacks.forEach(passOn);
    source.postMessage({ type: "chakra-sandbox:passed-on" }, origin);
  }
});
