// React 19, with the component.
import { ChakraConnect } from "chakra-whatsapp-connect/react";
import { createElement, useState } from "react";
import { createRoot } from "react-dom/client";
import { app, given } from "./given.js";

const App = () => {
  const [isShown, show] = useState(true);
  self.show = show;
  const { sdkUrl, fetchToken, fetchStatus, requestHeaders, messages, onReady } = given;
  const props = { sdkUrl, fetchToken, fetchStatus, requestHeaders, messages, onReady };
  return isShown && createElement(ChakraConnect, { ...props, tenant: "acme", headingLevel: 3 });
};

createRoot(app).render(createElement(App));
