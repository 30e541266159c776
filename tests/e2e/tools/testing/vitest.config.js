import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

export default defineConfig({
  optimizeDeps: { exclude: ["chakra-whatsapp-connect"] },
  test: {
    include: ["vitest/*.test.js"],
    testTimeout: 120_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath: process.env.CHROME } }),
      instances: [{ browser: "chromium" }],
    },
  },
});
