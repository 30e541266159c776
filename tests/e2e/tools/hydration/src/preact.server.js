import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { App } from "./preact.view.js";

export const render = () => renderToString(h(App));
