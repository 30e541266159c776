import { createElement } from "react";
import { hydrateRoot } from "react-dom/client";
import { App } from "./react.view.js";

export const hydrate = () =>
  hydrateRoot(document.querySelector("#root"), createElement(App), { onRecoverableError: (error) => window.said.push(String(error)) });
