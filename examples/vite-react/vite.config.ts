import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // Keeps Vite from moving the package away from its WebAssembly.
  optimizeDeps: { exclude: ["chakra-whatsapp-connect"] },
  // While developing: your backend, as if it had the origin of the page.
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
});
