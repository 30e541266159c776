import { playwright } from "@vitest/browser-playwright";
import { defineConfig, mergeConfig } from "vitest/config";
import app from "./vite.config.ts";

/** A Chromium other than the one that `npx playwright install chromium` installs. */
const executablePath = process.env.CHROME;

export default mergeConfig(
  app,
  defineConfig({
    test: {
      include: ["tests/**/*.test.ts"],
      // WebAssembly is slow on a machine that builds while it tests.
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
