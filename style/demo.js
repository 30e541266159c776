// The playground page: starts the widget and shows its events.
import init from "./chakra-connect.js";

const EVENTS = ["statechange", "ready", "connected", "cancelled", "failed", "before-disconnect", "disconnected"];
const log = document.getElementById("log");

function row(name, detail) {
  const item = document.createElement("li");
  const time = document.createElement("time");
  time.textContent = new Date().toLocaleTimeString();
  const title = document.createElement("code");
  title.textContent = name;
  const payload = document.createElement("pre");
  payload.textContent = JSON.stringify(detail, null, 1).replace(/\n\s*/g, " ");
  item.append(time, title, payload);
  return item;
}

for (const name of EVENTS) {
  document.addEventListener(`chakra-${name}`, (event) => {
    document.getElementById("log-empty").hidden = true;
    log.prepend(row(event.type, event.detail));
  });
}

await init({ module_or_path: new URL("./chakra-connect_bg.wasm", import.meta.url) });
