import { renderToString } from "vue/server-renderer";
import { app } from "./vue.view.js";

export const render = () => renderToString(app());
