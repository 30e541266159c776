// React 19, with the plain tag. Written as compiled JSX, so that it needs no compiler.
import { createElement, useState } from "react";
import { createRoot } from "react-dom/client";
import { app, given } from "./given.js";

const App = () => {
  const [isShown, show] = useState(true);
  self.show = show;
  const { sdkUrl, fetchToken, fetchStatus, requestHeaders, messages, onReady } = given;
  const props = { sdkUrl, fetchToken, fetchStatus, requestHeaders, messages, "onchakra-ready": onReady };
  return isShown && createElement("chakra-whatsapp-connect", { ...props, tenant: "acme", headingLevel: 3 });
};

createRoot(app).render(createElement(App));
