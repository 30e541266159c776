import { sveltekit } from "@sveltejs/kit/vite";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [sveltekit()],
  // Keeps Vite from moving the package away from its WebAssembly.
  optimizeDeps: { exclude: ["chakra-whatsapp-connect"] },
});
