import { playwright } from "@vitest/browser-playwright";
import { defineConfig, mergeConfig } from "vitest/config";
import app from "./vite.config.ts";

/** Another Chromium than the one that `npx playwright install chromium` brings. */
const executablePath = process.env.CHROME;

export default mergeConfig(
  app,
  defineConfig({
    test: {
      include: ["tests/**/*.test.ts"],
      // A machine that builds beside the tests is slow with WebAssembly.
      testTimeout: 120_000,
      browser: {
        enabled: true,
        headless: true,
        provider: playwright({ launchOptions: executablePath ? { executablePath } : {} }),
        instances: [{ browser: "chromium" }],
      },
    },
  }),
);
