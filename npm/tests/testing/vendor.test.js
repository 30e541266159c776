// Chakra's embed origin in the network.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mockChakra } from "chakra-whatsapp-connect/testing/playwright";
import { EMBED, FakePage } from "./fake-playwright.js";

test("each of its pages comes under the stand-in's policy", async () => {
  const page = new FakePage();
  await mockChakra(page);
  for (const [name, type] of [["sdk.js", "javascript"], ["frame", "html"], ["frame.js", "javascript"], ["frame.css", "css"], ["signup", "html"], ["signup.js", "javascript"], ["signup.css", "css"]]) {
    const { status, headers } = await page.send(EMBED + name);
    assert.equal(status, 200, name);
    assert.match(headers["content-type"], new RegExp(type), name);
    assert.match(headers["content-security-policy"], /^default-src 'none';/, name);
  }
});

test("the page may name another address of the script", async () => {
  const page = new FakePage();
  await mockChakra(page, { sdkUrl: "https://embed.example/v2/sdk.js" });
  assert.equal((await page.send("https://embed.example/v2/sdk.js")).status, 200);
  assert.equal((await page.send("https://embed.example/v2/frame")).status, 200);
  assert.equal(await page.send(EMBED + "sdk.js"), undefined);
});

test("an unwatched window shows for a moment, like the stand-in's", async () => {
  const page = new FakePage();
  await mockChakra(page, { outcome: "in_review" });
  const { body } = await page.send(EMBED + "outcome");
  assert.deepEqual(body, { signupEnd: "in_review" });
});
