import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [svelte()],
  // Its files stand beside it: left as it is, it finds them.
  optimizeDeps: { exclude: ["chakra-whatsapp-connect"] },
  // While developing; in production the backend has the page's own origin.
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
});
