// The same job written by hand in Lit: one custom element.
import { LitElement, html, nothing, unsafeCSS } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { disconnect, fetchStatus, fetchToken } from "./backend.js";
import { DEADLINE, loadSdk } from "./sdk.js";
import { TONES, WORDS, meaning, numberOf } from "./words.js";
import style from "./card.css";

class WhatsAppConnect extends LitElement {
  static styles = unsafeCSS(style);

  static properties = {
    sdkUrl: { attribute: "sdk-url" },
    view: { state: true },
    number: { state: true },
    isFrameReady: { state: true },
    isAsking: { state: true },
    isBusy: { state: true },
  };

  #container = createRef();
  #vendor;
  #running;
  #timer;
  #lastCheck = 0;
  #error;

  constructor() {
    super();
    this.#start();
  }

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener("focus", this.#onFocus);
    // The SDK needs the rendered container.
    this.updateComplete.then(() => this.#begin());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener("focus", this.#onFocus);
    this.#running?.abort();
    this.#unmountFrame();
  }

  #start() {
    this.view = "loading";
    this.number = undefined;
    this.isFrameReady = false;
    this.isAsking = false;
    this.isBusy = false;
  }

  // The customer is back from the popup, or from another tab.
  #onFocus = () => {
    if (performance.now() - this.#lastCheck < 2_000) return;
    this.#check(this.#running.signal).catch(() => {});
  };

  async #begin() {
    this.#running?.abort();
    this.#running = new AbortController();
    const { signal } = this.#running;
    try {
      if (!(await this.#check(signal)) && !signal.aborted) await this.#prepare(signal);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #check(signal) {
    this.#lastCheck = performance.now();
    const number = numberOf(await fetchStatus(signal));
    if (signal.aborted) return undefined;
    if (number) {
      this.#unmountFrame();
      this.#start();
      this.view = "connected";
    } else if (!["connecting", "cancelled", "failed"].includes(this.view)) {
      // The backend does not know of the connection yet.
      this.view = this.isFrameReady ? "ready" : "loading";
    }
    this.number = number;
    return number;
  }

  async #prepare(signal) {
    const [connectToken, sdk] = await Promise.all([fetchToken(signal), loadSdk(this.sdkUrl)]);
    if (signal.aborted) return;
    this.#timer = setTimeout(() => this.#fail(new Error("the frame was not ready in time")), DEADLINE);
    this.#vendor = sdk.init({
      connectToken,
      container: this.#container.value,
      onReady: () => {
        clearTimeout(this.#timer);
        this.isFrameReady = true;
        this.view = "ready";
      },
      onMessage: (name) => {
        const view = meaning(name);
        if (view) this.view = view;
        if (view === "cancelled") this.#check(signal).catch((error) => this.#fail(error));
      },
      onSuccess: () => {
        this.view = "confirming";
        this.#check(signal).catch((error) => this.#fail(error));
      },
      onError: (error) => this.#fail(error),
    });
  }

  #unmountFrame() {
    clearTimeout(this.#timer);
    this.#vendor?.destroy();
    this.#vendor = undefined;
  }

  #fail(error) {
    if (error?.name === "AbortError") return;
    this.#unmountFrame();
    this.#start();
    this.#error = error;
    this.view = "failed";
  }

  #again() {
    this.#unmountFrame();
    this.#start();
    this.#begin();
  }

  async #end() {
    this.isBusy = true;
    try {
      await disconnect();
      this.#again();
    } catch (error) {
      this.#fail(error);
    }
  }

  // Only for the benchmark.
  updated(changed) {
    const tell = (name, detail) => this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
    if (changed.has("view") && this.view === "connected") tell("bench-shown");
    if (changed.has("view") && this.view === "failed") tell("bench-failed", String(this.#error));
    if (changed.has("isFrameReady") && this.isFrameReady) tell("bench-usable");
  }

  render() {
    const { view, number, isFrameReady, isAsking, isBusy } = this;
    const [title, sentence] = WORDS[view];
    const hasFrame = isFrameReady && ["ready", "connecting", "cancelled"].includes(view);
    return html`
      <section class="connect" aria-label="WhatsApp">
        <div class="card" data-tone=${TONES[view] ?? nothing}>
          <div role="status">
            <h2>${title}</h2>
            <p>${sentence}</p>
            ${number ? html`<p class="number">${number}</p>` : nothing}
          </div>
          ${view === "loading" ? html`<div class="skeleton"></div>` : nothing}
          <div class="frame" ${ref(this.#container)} ?hidden=${!hasFrame}></div>
          ${view === "failed" ? html`<button @click=${this.#again}>Try again</button>` : nothing}
          ${view === "connected" && !isAsking ? html`<button @click=${() => (this.isAsking = true)}>Disconnect</button>` : nothing}
          ${view === "connected" && isAsking
            ? html`<p>Disconnect this number?</p>
                <button class="danger" @click=${this.#end} ?disabled=${isBusy}>Disconnect</button>
                <button @click=${() => (this.isAsking = false)}>Keep it</button>`
            : nothing}
        </div>
      </section>
    `;
  }
}

customElements.define("whatsapp-connect", WhatsAppConnect);
