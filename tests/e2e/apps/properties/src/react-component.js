// React 19, with the component.
import { ChakraConnect } from "chakra-whatsapp-connect/react";
import { createElement, useCallback, useState } from "react";
import { createRoot } from "react-dom/client";
import { app, given } from "./given.js";

const App = () => {
  const [isShown, show] = useState(true);
  self.show = show;
  const [isAway, set] = useState(false);
  self.setAway = set;
  // A function that stays the same is called once for each element.
  const attach = useCallback((element) => (self.attached = (self.attached ?? 0) + (element ? 1 : 0)), []);
  const { sdkUrl, fetchToken, fetchStatus, requestHeaders, messages, onReady } = given;
  const props = { sdkUrl, fetchToken, fetchStatus, requestHeaders, messages, onReady };
  return isShown && createElement(ChakraConnect, { ...props, ref: attach, hidden: isAway, inert: isAway, tenant: "acme", headingLevel: 3 });
};

createRoot(app).render(createElement(App));
