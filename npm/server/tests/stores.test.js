// The rules of a store, on each available database, as listed in `CHAKRA_STORES`.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openStore } from "./support/databases.js";
import { server, storeContract } from "./support/package.js";

const STORES = (process.env.CHAKRA_STORES ?? "memory").split(" ");
/** PostgreSQL with the isolation levels that abort one of two concurrent statements. */
const STRICT = ["repeatable read", "serializable"].flatMap((level) =>
  STORES.filter((name) => name.startsWith("pg:")).map((name) => {
    const options = `-c default_transaction_isolation=${level.replace(" ", "\\ ")}`;
    return { label: `pg, ${level}`, name: `${name}?options=${encodeURIComponent(options)}` };
  }),
);

for (const { label: kind, name } of [...STORES.map((name) => ({ label: name.split(":")[0], name })), ...STRICT]) {
  let made;
  for (const { name: rule, run } of storeContract(async () => (made ??= await openStore(name)))) {
    test(`${kind}: ${rule}`, run);
  }
  test(`${kind}: the table is created once, even by concurrent calls`, { skip: kind === "memory" }, async () => {
    await Promise.all([1, 2, 3].map(async () => (await openStore(name)).close?.()));
  });
  after(() => made?.close?.());
}

for (const { label, name } of STRICT) {
  test(`${label}: concurrent requests of many tenants succeed`, async () => {
    const store = await openStore(name);
    const record = { reservations: [], removals: [], former: [], checkedAt: 0 };
    const tenants = Array.from({ length: 20 }, (_, it) => `${crypto.randomUUID()}-${it}`);
    await Promise.all(
      tenants.map(async (id) => {
        for (let revision = 0; revision < 10; ) {
          const written = await store.write(id, record, revision, 1);
          assert.notEqual(written, "plugin_taken");
          if (written === "written") revision += 1;
          assert.equal((await store.read(id))?.revision ?? 0, revision);
          await store.due(0, 1);
        }
      }),
    );
    await Promise.all(tenants.map((id) => store.write(id, record, 10, undefined)));
    await store.close();
  });
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
    "what is due in the future": (store) => {
      const dues = new Map();
      return {
        ...store,
        write: (id, record, revision, due) => (dues.set(id, due), store.write(id, record, revision, due)),
        due: async (now, atMost) => (await store.due(now, atMost)).filter((id) => dues.get(id) <= now),
      };
    },
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
  const failing = (code, message = "x") =>
    server.sqlStore({ dialect: "postgres", query: () => Promise.reject(Object.assign(new Error(message), { code })) });
  await assert.rejects(failing("ECONNREFUSED").read("a"), server.StoreUnavailable);
  await assert.rejects(failing("57P01").read("a"), server.StoreUnavailable);
  await assert.rejects(failing("SQLITE_BUSY_SNAPSHOT").read("a"), server.StoreUnavailable);
  await assert.rejects(failing("ER_LOCK_WAIT_TIMEOUT").read("a"), server.StoreUnavailable);
  for (const message of ["database is locked", "database table is locked: x"]) {
    await assert.rejects(failing("ERR_SQLITE_ERROR", message).read("a"), server.StoreUnavailable);
  }
  await assert.rejects(failing("ERR_SQLITE_ERROR").read("a"), (error) => !(error instanceof server.StoreUnavailable));
  await assert.rejects(failing("42P01").read("a"), (error) => !(error instanceof server.StoreUnavailable));
});

const failure = (message, code) => Object.assign(new Error(message), code && { code });
const wrapped = (cause) => new Error("Failed query: SELECT 1", { cause });
const failingWith = (error) => server.sqlStore({ dialect: "postgres", query: () => Promise.reject(error) });

for (const error of [
  // pg.
  failure("Connection terminated unexpectedly"),
  failure("Connection terminated due to connection timeout"),
  failure("timeout exceeded when trying to connect"),
  failure("Client has encountered a connection error and is not queryable"),
  // mysql2.
  failure("Pool is closed."),
  failure("Can't add new command when connection is in closed state"),
  failure("x", "PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR"),
  // D1.
  failure("D1_ERROR: Network connection lost."),
  failure("D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset."),
  failure("D1_ERROR: D1 DB is overloaded. Too many requests queued."),
  // Over HTTP.
  new TypeError("fetch failed", { cause: failure("x", "ECONNRESET") }),
  failure("Server returned HTTP status 502", "SERVER_ERROR"),
  // Read-only after a failover.
  failure("cannot execute UPDATE in a read-only transaction", "25006"),
  failure("The MySQL server is running with the --read-only option so it cannot execute this statement", "ER_OPTION_PREVENTS_STATEMENT"),
  // An ended session or statement.
  ...["57014", "57P01", "57P02", "57P03", "57P05", "25P03", "08006", "55P03"].map((code) => failure("x", code)),
  ...["ER_SERVER_SHUTDOWN", "ER_QUERY_TIMEOUT", "ER_CLIENT_INTERACTION_TIMEOUT"].map((code) => failure("x", code)),
  ...["EHOSTUNREACH", "EADDRNOTAVAIL"].map((code) => failure("x", code)),
  // Of a query builder.
  wrapped(failure("x", "ECONNREFUSED")),
  wrapped(failure("Connection terminated unexpectedly")),
]) {
  const { code = "no code", message, cause } = error;
  test(`a failure that passes is unavailable: ${code}, ${message}${cause ? `, ${cause.message}` : ""}`, async () => {
    for (const call of [(it) => it.read("a"), (it) => it.write("a", {}, 1, undefined)]) {
      await assert.rejects(call(failingWith(error)), server.StoreUnavailable);
    }
  });
}

test("a failure that stays is not unavailable, whatever its text contains", async () => {
  for (const error of [
    failure('syntax error at or near "57P01"', "42601"),
    failure("permission denied: Pool is closed.", "42501"),
    failure("no such column: Connection terminated"),
    failure("D1_ERROR: UNIQUE constraint failed: SQLITE_CONSTRAINT"),
    failure("Server returned HTTP status 401", "SERVER_ERROR"),
    wrapped(failure("x", "42703")),
    "Pool is closed.",
  ]) {
    await assert.rejects(failingWith(error).read("a"), (it) => !(it instanceof server.StoreUnavailable));
  }
});

test("a query builder's error of a conflict is tried again, and that of a missing table says what to do", async () => {
  let failures = 1;
  const query = () => (failures-- > 0 ? Promise.reject(wrapped(failure("x", "40001"))) : [{ tenant_id: "a" }]);
  assert.deepEqual(await server.sqlStore({ dialect: "postgres", query }).due(0, 1), ["a"]);
  await assert.rejects(failingWith(wrapped(failure("x", "42P01"))).read("a"), /call the store's migrate\(\) once/);
});

for (const code of ["40001", "40P01", "ER_LOCK_DEADLOCK", "ER_CHECKREAD"]) {
  test(`a statement that the database has undone because of another one is tried again: ${code}`, async () => {
    let failures = Infinity;
    const undone = () => Promise.reject(Object.assign(new Error("x"), { code }));
    const query = () => (failures-- > 0 ? undone() : [{ tenant_id: "a" }]);
    const store = server.sqlStore({ dialect: "postgres", query });
    for (const revision of [0, 1]) assert.equal(await store.write("a", {}, revision, undefined), "changed");
    await assert.rejects(store.read("a"), server.StoreUnavailable);
    failures = 1;
    assert.deepEqual(await store.due(0, 1), ["a"]);
  });
}

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
