import { app } from "./vue.view.js";

export const hydrate = () => app().mount("#root");
