import { h, hydrate as take } from "preact";
import { App } from "./preact.view.js";

export const hydrate = () => take(h(App), document.querySelector("#root"));
