import { reactRouter } from "@react-router/dev/vite";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [reactRouter()],
  // Keeps Vite from moving the package away from its WebAssembly.
  optimizeDeps: { exclude: ["chakra-whatsapp-connect"] },
});
