import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // Its files stand beside it: left as it is, it finds them.
  optimizeDeps: { exclude: ["chakra-whatsapp-connect"] },
  // While developing; in production the backend has the page's own origin.
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
});
