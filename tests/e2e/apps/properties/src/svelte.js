// Svelte 5.
import { mount } from "svelte";
import App from "./App.svelte";
import { app } from "./given.js";

mount(App, { target: app });
