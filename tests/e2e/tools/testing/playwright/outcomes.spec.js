// Each outcome in a browser, through Chakra's frame and a separate window: what the widget reports.
import { expect, test } from "@playwright/test";
import { OUTCOMES, mockChakra } from "chakra-whatsapp-connect/testing/playwright";
import { site } from "./site.js";

/** By outcome: the widget's resulting state, and the outcome that the page receives. */
const EXPECTED = {
  finish: ["connected", ["connected", "connected"]],
  finish_only_waba: ["connected_without_number", ["failed", "finished_without_number"]],
  coexistence: ["connected", ["connected", "connected"]],
  several_numbers: ["choose_number", undefined],
  in_review: ["in_review", ["connected", "in_review"]],
  cancel: ["not_connected", ["cancelled", "user"]],
  close: ["not_connected", undefined],
  error: ["not_connected", ["failed", "vendor_error"]],
  duplicate: ["connected", ["connected", "connected"]],
  silent: ["connected", ["connected", "connected"]],
};

let served;
test.beforeAll(async () => (served = await site()));
test.afterAll(() => served.close());

const opened = async (page, options) => {
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  const mock = await mockChakra(page, options);
  await page.goto(served.url);
  const widget = page.locator("chakra-whatsapp-connect");
  await expect(widget).toHaveJSProperty("state", "not_connected");
  return { mock, widget, said };
};

test("the outcomes are those that are expected here", () => {
  expect(Object.keys(OUTCOMES)).toEqual(Object.keys(EXPECTED));
});

for (const [outcome, [state, heard]] of Object.entries(EXPECTED)) {
  test(outcome, async ({ page }) => {
    const { mock, widget, said } = await opened(page);
    const requests = [];
    page.context().on("request", (request) => requests.push(new URL(request.url()).origin));
    await mock.signUp(outcome);
    // No event reports a closed window: the widget keeps checking until its deadline or a reset.
    if (outcome === "close") await widget.evaluate((it) => it.reset());
    await expect(widget).toHaveJSProperty("state", state);
    if (heard) await expect.poll(() => page.evaluate(() => window.heard)).toEqual([heard]);
    expect(mock.state).toBe(state);
    expect(said).toEqual([]);
    const own = new URL(served.url).origin;
    expect(requests.every((it) => it === own || it === "https://embed.chakrahq.com")).toBe(true);
  });
}

test("a customer chooses one of two numbers, and disconnects", async ({ page }) => {
  const { mock, widget } = await opened(page, { outcome: "several_numbers" });
  await mock.signUp();
  await expect(widget).toHaveJSProperty("state", "choose_number");
  await widget.getByRole("button", { name: /\+1 202/ }).last().click();
  await expect(widget).toHaveJSProperty("state", "connected");
  const { phoneNumberId } = mock.calls("connect-event").at(-1).body;
  expect(mock.status.numbers.map((it) => it.phoneNumberId)).toEqual([phoneNumberId]);
  await widget.evaluate((it) => it.disconnect());
  await expect(widget).toHaveJSProperty("state", "not_connected");
  expect(mock.calls("disconnect")).toHaveLength(1);
});

test("a window that asks has a button for each outcome", async ({ page }) => {
  const { mock, widget } = await opened(page);
  const popup = page.waitForEvent("popup");
  await mock.signUp("ask");
  await (await popup).locator("[data-outcome=in_review]").click();
  await expect(widget).toHaveJSProperty("state", "in_review");
});

test("a signup that is held stays open, and its window with it", async ({ page }) => {
  const { mock, widget } = await opened(page);
  const hold = mock.hold("signup");
  const popup = page.waitForEvent("popup");
  await mock.signUp();
  await hold.reached;
  await expect(widget).toHaveJSProperty("state", "connecting");
  hold.release();
  await expect(widget).toHaveJSProperty("state", "connected");
  await expect.poll(async () => (await popup).isClosed()).toBe(true);
});

test("Chakra's script fails where the test says so", async ({ page }) => {
  const mock = await mockChakra(page);
  mock.fail("sdk", "network");
  await page.goto(served.url);
  await expect.poll(() => page.evaluate(() => window.heard?.at(-1))).toEqual(["failed", "sdk_load_failed"]);
});

test("a page that is cut off from its windows by its opener policy is so here, too", async ({ page }) => {
  const cut = await site({ "cross-origin-opener-policy": "same-origin" });
  const mock = await mockChakra(page);
  await page.goto(cut.url);
  const widget = page.locator("chakra-whatsapp-connect");
  await expect(widget).toHaveJSProperty("state", "not_connected");
  await mock.signUp("cancel");
  // The window has closed after messaging the frame, if it could. After one more response, any message has reached the
  // page.
  await widget.evaluate((it) => it.refresh());
  expect(await page.evaluate(() => window.heard)).toEqual([]);
  await expect(widget).toHaveJSProperty("state", "connecting");
  cut.close();
});
