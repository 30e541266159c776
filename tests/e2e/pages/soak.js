// A tab of the soak test: the widgets named in the URL, their events, and what a page may do with them.
import init from "./chakra-connect.js";

const main = document.querySelector("main");
const NAMES = ["started", "connected", "cancelled", "failed", "disconnected"];

// Events that were not collected before the page was left, and those since.
const KEPT = "soak-heard";
let heard = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
sessionStorage.removeItem(KEPT);
addEventListener("pagehide", () => sessionStorage.setItem(KEPT, JSON.stringify(heard)));

const keep = (name, widget, detail) => heard.push({ name, widget: widget?.id ?? "", tenant: widget?.dataset?.tenant ?? "", detail });
for (const name of NAMES) addEventListener(`chakra-${name}`, ({ type, target, detail }) => keep(type, target, detail));
addEventListener("error", ({ message }) => keep("error", null, { message: String(message) }));
addEventListener("unhandledrejection", ({ reason }) => keep("error", null, { message: String(reason) }));

const assign = (widget, tenant) => {
  widget.dataset.tenant = tenant;
  widget.setAttribute("backend", `/t/${tenant}/api/chakra`);
};

/** A widget's place in the page, even while the widget is removed. */
const place = (id) => document.querySelector(`[data-place=${id}]`);

const make = (id, tenant) => {
  const widget = document.createElement("chakra-whatsapp-connect");
  widget.id = id;
  assign(widget, tenant);
  return widget;
};

const isInView = (widget) => {
  const { top, bottom } = widget.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
};

/** The last layout shifts: when, and what moved from which top to which. */
const shifts = [];
const nameOf = (node) => {
  const element = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
  const host = element?.closest("chakra-whatsapp-connect") ?? element?.getRootNode().host;
  return [host?.id, element?.localName, element?.className].filter(Boolean).join(" ");
};
new PerformanceObserver((list) => {
  for (const { startTime, sources } of list.getEntries()) {
    const moved = sources.map((it) => `${nameOf(it.node)} ${it.previousRect.top}..${it.previousRect.bottom} to ${it.currentRect.top}..${it.currentRect.bottom}`);
    shifts.push(`${Math.round(startTime)}: ${moved.join("; ")}`);
    shifts.splice(0, shifts.length - 10);
  }
}).observe({ type: "layout-shift" });

const removed = new Map();

globalThis.soak = {
  /** Sets each widget's tenant, also in the URL, so that a reload keeps it. */
  lay(tenants) {
    this.putAllBack();
    history.replaceState(null, "", `?widgets=${Object.entries(tenants).flat().join(",")}`);
    for (const [id, tenant] of Object.entries(tenants)) {
      if (!place(id)) {
        const section = document.createElement("section");
        section.dataset.place = id;
        main.append(section);
        section.append(make(id, tenant));
      } else {
        assign(document.getElementById(id), tenant);
      }
    }
  },
  /** The events since the last call. */
  take() {
    const taken = heard;
    heard = [];
    // Also empties the recorder of all tests, which would otherwise grow during the whole run.
    globalThis.__heard.length = 0;
    return taken;
  },
  states: () =>
    [...document.querySelectorAll("chakra-whatsapp-connect")].map((widget) => ({
      id: widget.id,
      tenant: widget.dataset.tenant,
      state: widget.state,
      offers: widget.shadowRoot?.querySelector(".card")?.dataset.frame === "ready",
      words: widget.shadowRoot?.querySelector(".card")?.innerText ?? "",
      isInView: isInView(widget),
    })),
  /** Scrolls to a widget, as the customer does who wants to use it. */
  scrollTo: (id) => document.getElementById(id)?.scrollIntoView({ block: "center" }),
  memory: () => memory.buffer.byteLength,
  shifts: () => `now ${Math.round(performance.now())}, scrolled by ${scrollY}, ${shifts.join(" | ")}`,
  remove(id) {
    const widget = document.getElementById(id);
    if (!widget) return false;
    removed.set(id, widget);
    widget.remove();
    return true;
  },
  putBack(id) {
    const widget = removed.get(id);
    if (!widget) return false;
    removed.delete(id);
    place(id).append(widget);
    return true;
  },
  putAllBack() {
    for (const id of [...removed.keys()]) this.putBack(id);
  },
  /** Replaces the element with another one, as a framework does. */
  renew(id) {
    const widget = document.getElementById(id);
    if (!widget) return false;
    widget.replaceWith(make(id, widget.dataset.tenant));
    return true;
  },
  /** Moves the element to another place in the document and back, in one task. */
  move(id) {
    const widget = document.getElementById(id);
    if (!widget) return false;
    document.querySelector("aside").append(widget);
    place(id).append(widget);
    return true;
  },
  call(id, method, options) {
    const widget = document.getElementById(id);
    if (!widget) return false;
    widget[method](options);
    return true;
  },
  /** Presses one of the card's buttons, as a customer who tries everything does. */
  press(id, nth) {
    const buttons = [...(document.getElementById(id)?.shadowRoot?.querySelectorAll("button") ?? [])].filter((it) => it.checkVisibility() && !it.disabled);
    if (buttons.length === 0) return false;
    buttons[nth % buttons.length].click();
    return true;
  },
};

const pairs = (new URLSearchParams(location.search).get("widgets") ?? "").split(",").filter(Boolean);
const tenants = {};
for (let at = 0; at < pairs.length; at += 2) tenants[pairs[at]] = pairs[at + 1];
globalThis.soak.lay(tenants);
const { memory } = await init({ module_or_path: new URL("./chakra-connect_bg.wasm", import.meta.url) });
globalThis.soakReady = true;
