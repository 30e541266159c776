// Preact, with the plain tag.
import { h, render } from "preact";
import { useState } from "preact/hooks";
import { app, given } from "./given.js";

const App = () => {
  const [isShown, show] = useState(true);
  self.show = show;
  const { sdkUrl, fetchToken, fetchStatus, requestHeaders, messages, onReady } = given;
  const props = { sdkUrl, fetchToken, fetchStatus, requestHeaders, messages, "onchakra-ready": onReady };
  return isShown && h("chakra-whatsapp-connect", { ...props, tenant: "acme", headingLevel: 3 });
};

render(h(App), app);
