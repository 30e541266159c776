// One page for each framework. React, Preact and Lit need no compiler.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

const isCustomElement = (tag) => tag.includes("-");

export default defineConfig({
  plugins: [svelte(), vue({ template: { compilerOptions: { isCustomElement } } }), solid({ include: /solid\.jsx$/ })],
  build: {
    rolldownOptions: {
      input: ["react-tag", "react-component", "preact", "svelte", "vue", "solid", "lit"].map((name) => `${name}.html`),
    },
  },
});
