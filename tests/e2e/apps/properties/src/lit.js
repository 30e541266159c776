// Lit.
import { html, nothing, render } from "lit";
import { app, given } from "./given.js";

const element = () => html`<chakra-whatsapp-connect
  tenant="acme"
  .sdkUrl=${given.sdkUrl}
  .headingLevel=${3}
  .fetchToken=${given.fetchToken}
  .fetchStatus=${given.fetchStatus}
  .requestHeaders=${given.requestHeaders}
  .messages=${given.messages}
  @chakra-ready=${given.onReady}
></chakra-whatsapp-connect>`;

self.show = (isShown) => render(isShown ? element() : nothing, app);
self.show(true);
