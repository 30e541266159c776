import node from "@astrojs/node";
import { defineConfig } from "astro/config";

export default defineConfig({
  adapter: node({ mode: "standalone" }),
  // Keeps Vite from moving the package away from its WebAssembly.
  vite: { optimizeDeps: { exclude: ["chakra-whatsapp-connect"] } },
});
