// The adapter for Cypress with the test's own `cy`: no Cypress binary is needed.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { mockChakra } from "chakra-whatsapp-connect/testing/cypress";

const fakeCy = () => {
  const cy = { intercepts: [], aliases: [], listeners: {} };
  cy.intercept = (matcher, handler) => {
    cy.intercepts.push([matcher, handler]);
    return { as: (alias) => cy.aliases.push(alias) };
  };
  cy.on = (event, listener) => (cy.listeners[event] = listener);
  return cy;
};

/** A request as Cypress passes it to the handler, with a JSON body already parsed. */
const send = async (cy, pathname, { method = "GET", body = "", hostname } = {}) => {
  const found = cy.intercepts.find(([matcher]) => matcher.pathname === pathname && (matcher.hostname ?? hostname) === hostname);
  let answer;
  const reply = (response) => (answer = response);
  const url = `https://${hostname ?? "partner.example"}${pathname}`;
  await found[1]({ method, url, headers: { accept: ["application/json"] }, body, reply, destroy: () => (answer = "destroyed") });
  return answer;
};

afterEach(() => delete globalThis.cy);

test("each call is intercepted, under a name to wait for", () => {
  globalThis.cy = fakeCy();
  mockChakra();
  const paths = ["connect-token", "status", "connect-event", "disconnect"].map((call) => `/api/chakra/${call}`);
  assert.deepEqual(cy.intercepts.map(([matcher]) => matcher), paths.map((pathname) => ({ pathname })));
  assert.deepEqual(cy.aliases, ["chakra:connect-token", "chakra:status", "chakra:connect-event", "chakra:disconnect"]);
});

test("a call of another origin is intercepted there alone", async () => {
  globalThis.cy = fakeCy();
  mockChakra({ urls: { status: "https://api.partner.example/v1/status" } });
  assert.deepEqual(cy.intercepts[1][0], { pathname: "/v1/status", hostname: "api.partner.example" });
  assert.equal((await send(cy, "/v1/status", { hostname: "api.partner.example" })).statusCode, 200);
});

test("requests are answered, recorded, and fail where the test says so", async () => {
  globalThis.cy = fakeCy();
  const mock = mockChakra({ state: "connected" });
  const answer = await send(cy, "/api/chakra/status");
  assert.equal(answer.statusCode, 200);
  assert.equal(JSON.parse(answer.body).state, "connected");
  await send(cy, "/api/chakra/connect-token", { method: "POST", body: { intent: "connect" } });
  assert.deepEqual(mock.calls("connect-token")[0].body, { intent: "connect" });
  assert.equal(mock.calls("status")[0].headers.accept, "application/json");
  mock.fail("status", "network");
  assert.equal(await send(cy, "/api/chakra/status"), "destroyed");
});

test("each page gets the stand-in before its own scripts, until restore()", async () => {
  globalThis.cy = fakeCy();
  const mock = mockChakra();
  const window = { document: {} };
  cy.listeners["window:before:load"](window);
  assert.equal(typeof window.ChakraWhatsappConnect.init, "function");
  assert.throws(() => window.ChakraWhatsappConnect.init({ connectToken: "a.b.c" }), { code: "not_of_the_mock" });
  mock.restore();
  assert.equal("ChakraWhatsappConnect" in window, false);
});

test("commands click the button in the frame, and the outcome applies from then on", () => {
  globalThis.cy = fakeCy();
  const said = [];
  let run;
  const body = { then: (use) => (run = () => use("body")) };
  cy.get = (selector) => (said.push(selector), { its: (path) => (said.push(path), { should: () => body }) });
  cy.wrap = (it) => ({ find: (selector) => ({ click: () => said.push([it, selector]) }) });
  const mock = mockChakra();
  mock.signUp("several_numbers");
  assert.equal(mock.nextOutcome, "finish", "other commands come first");
  run();
  assert.equal(mock.nextOutcome, "several_numbers");
  assert.deepEqual(said, ["chakra-whatsapp-connect [slot=vendor] iframe", "0.contentDocument.body", ["body", "[data-vendor-connect]"]]);
});

test("Chakra's script causes no request, and without cy there is no mock", () => {
  assert.throws(() => mockChakra(), { code: "not_in_cypress" });
  globalThis.cy = fakeCy();
  assert.throws(() => mockChakra().fail("sdk", 503), { code: "needs_network" });
});
