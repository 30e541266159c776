// The rules of a store, on each available database, as listed in `CHAKRA_STORES`.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openStore } from "./support/databases.js";
import { server, storeContract } from "./support/package.js";

const STORES = (process.env.CHAKRA_STORES ?? "memory").split(" ");

for (const name of STORES) {
  const [kind] = name.split(":");
  let made;
  for (const { name: rule, run } of storeContract(async () => (made ??= await openStore(name)))) {
    test(`${kind}: ${rule}`, run);
  }
  test(`${kind}: the table is created once, even by concurrent calls`, { skip: kind === "memory" }, async () => {
    await Promise.all([1, 2, 3].map(async () => (await openStore(name)).close?.()));
  });
  after(() => made?.close?.());
}

test("the rules detect a store that breaks them", async () => {
  const planted = {
    "last writer wins": (store) => ({
      ...store,
      async write(id, record, revision, due) {
        const stored = await store.read(id);
        return store.write(id, record, Math.max(revision, stored?.revision ?? 0), due);
      },
    }),
    "a plugin of two tenants": (store) => ({
      ...store,
      write: (id, record, revision, due) =>
        store.write(id, record.plugin ? { ...record, plugin: { ...record.plugin, id: id + record.plugin.id } } : record, revision, due),
    }),
    "ids without case": (store) => ({ ...store, read: (id) => store.read(id.toLowerCase()) }),
    "nothing is due": (store) => ({ ...store, due: async () => [] }),
    "endless pages": (store) => ({ ...store, list: (after) => store.list(after, 100) }),
  };
  for (const [fault, plant] of Object.entries(planted)) {
    const rules = storeContract(() => plant(plain(server.memoryStore())));
    const broken = await Promise.allSettled(rules.map(({ run }) => run()));
    assert.ok(broken.some(({ status }) => status === "rejected"), fault);
  }
});

test("a SQL store rejects a table name that could be a statement", () => {
  const options = { query: () => [], dialect: "sqlite" };
  for (const table of ["", "a b", "a;drop", "a.b.c", "1a"]) {
    assert.throws(() => server.sqlStore({ ...options, table }), /table is not a name/);
  }
  assert.ok(server.sqlSchema("postgres", "app.chakra")[0].includes("app.chakra"));
});

test("an unreachable database is unavailable, any other failure is not", async () => {
  const failing = (code) =>
    server.sqlStore({ dialect: "postgres", query: () => Promise.reject(Object.assign(new Error("x"), { code })) });
  await assert.rejects(failing("ECONNREFUSED").read("a"), server.StoreUnavailable);
  await assert.rejects(failing("57P01").read("a"), server.StoreUnavailable);
  await assert.rejects(failing("42P01").read("a"), (error) => !(error instanceof server.StoreUnavailable));
});

test("the error of a missing table says how to create it, any other error does not", async () => {
  const failing = (message, code) =>
    server.sqlStore({ dialect: "sqlite", query: () => Promise.reject(Object.assign(new Error(message), { code })) });
  const table = "chakra_connect_tenant";
  for (const [message, code] of [
    [`no such table: ${table}`, "ERR_SQLITE_ERROR"],
    [`D1_ERROR: no such table: ${table}: SQLITE_ERROR`, undefined],
    // Messages in the database's language.
    [`Relation »${table}« existiert nicht`, "42P01"],
    [`Table 'app.${table}' doesn't exist`, "ER_NO_SUCH_TABLE"],
  ]) {
    const store = failing(message, code);
    const record = { numbers: [] };
    for (const call of [() => store.read("a"), () => store.due(0, 1), () => store.write("a", record, 0, undefined)]) {
      await assert.rejects(call, { message: `${message}; call the store's migrate() once` });
    }
  }
  await assert.rejects(failing("syntax error", "42601").read("a"), { message: "syntax error" });
});

function plain(store) {
  const names = ["read", "write", "tenantOfPlugin", "due", "list"];
  return Object.fromEntries(names.map((name) => [name, (...values) => store[name](...values)]));
}
