// A log of the partner's that fails affects nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { node } from "./support/package.js";
import { world } from "./support/world.js";

const LOGS = {
  throws: () => {
    throw new Error("no disk");
  },
  rejects: async () => {
    throw new Error("no disk");
  },
};

for (const [way, log] of Object.entries(LOGS)) {
  test(`a log that ${way} changes no outcome`, async () => {
    const { token, chakra, clock } = world({ handler: { log } });
    chakra.script("create", 503);
    assert.equal((await token()).body.code, "chakra_unavailable");
    chakra.heal("create");
    assert.equal((await token()).body.code, "plugin_pending");
    await clock.advance(10_000);
    assert.equal((await token()).status, 200);
  });

  test(`a log that ${way} leaves no call waiting for a probe`, async () => {
    const { token, chakra, clock } = world({ handler: { log } });
    await token();
    for (const expected of ["chakra_rate_limited", "chakra_rate_limited"]) {
      chakra.script("create", 429);
      assert.equal((await token()).body.code, expected);
      await clock.advance(60_000);
    }
    chakra.heal("create");
    assert.equal((await token()).status, 200);
  });

  test(`a log that ${way} does not end the process after a failed request`, async () => {
    const tenant = () => {
      throw new Error("no session");
    };
    const { handler } = world({ handler: { log, tenant } });
    const response = { setHeader() {}, end() {} };
    const request = { method: "GET", url: "/status", headers: { host: "app.test" } };
    await node.toNodeHandler(handler)(request, response);
    assert.equal(response.statusCode, 503);
  });
}
