import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

export default defineConfig({
  // The tag is a custom element, not a component.
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === "chakra-whatsapp-connect" } } })],
  // Keeps Vite from moving the package away from its WebAssembly.
  optimizeDeps: { exclude: ["chakra-whatsapp-connect"] },
  // While developing: your backend, as if it had the origin of the page.
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
});
