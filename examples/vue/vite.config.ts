import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

export default defineConfig({
  // The tag is an element of its own, and no component.
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === "chakra-whatsapp-connect" } } })],
  // Its files stand beside it: left as it is, it finds them.
  optimizeDeps: { exclude: ["chakra-whatsapp-connect"] },
  // While developing; in production the backend has the page's own origin.
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
});
