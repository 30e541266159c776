// Vue 3.
import { createApp } from "vue";
import App from "./App.vue";
import { app } from "./given.js";

createApp(App).mount(app);
