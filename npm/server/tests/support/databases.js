// The databases under test, and their stores.

import { server } from "./package.js";

const { memoryStore, sqlStore } = server;

/** Opens the store with this name: `memory`, `d1`, or a database of `openDatabase`. Creates its table. */
export async function openStore(name) {
  if (name === "memory") return memoryStore();
  const { close, ...options } = await openDatabase(name);
  const store = sqlStore(options);
  await store.migrate();
  return { ...store, close };
}

/**
 * Opens the database with this name: `better-sqlite3:FILE`, `libsql:FILE`, `pg:ADDRESS`, `postgres:ADDRESS`,
 * `mysql:ADDRESS`, or `d1`.
 */
export function openDatabase(name) {
  const [, kind, address] = /^([\w-]+):?(.*)$/.exec(name);
  return OPEN[kind](address);
}

const OPEN = {
  async "better-sqlite3"(file) {
    const { default: Database } = await import("better-sqlite3");
    const database = new Database(file);
    database.pragma("journal_mode = WAL");
    database.pragma("busy_timeout = 3000");
    const query = (text, values) => {
      const statement = database.prepare(text);
      return statement.reader ? statement.all(...values) : statement.run(...values);
    };
    return { query, dialect: "sqlite", close: () => database.close() };
  },

  async libsql(file) {
    const { createClient } = await import("@libsql/client");
    const client = createClient({ url: `file:${file}` });
    await client.execute("PRAGMA busy_timeout = 3000");
    const query = (sql, args) => client.execute({ sql, args });
    return { query, dialect: "sqlite", close: () => client.close() };
  },

  async pg(connectionString) {
    const { default: pg } = await import("pg");
    const pool = new pg.Pool({ connectionString });
    pool.on("error", () => {});
    const query = (text, values) => pool.query(text, values);
    return { query, dialect: "postgres", close: () => pool.end() };
  },

  async postgres(address) {
    const { default: postgres } = await import("postgres");
    const sql = postgres(address, { onnotice: () => {} });
    const query = (text, values) => sql.unsafe(text, values);
    return { query, dialect: "postgres", close: () => sql.end() };
  },

  async mysql(address) {
    const { default: mysql } = await import("mysql2/promise");
    const pool = mysql.createPool(address);
    const query = (text, values) => pool.execute(text, values);
    return { query, dialect: "mysql", close: () => pool.end() };
  },

  async d1() {
    const { Miniflare } = await import("miniflare");
    const script = "export default { fetch() { return new Response() } }";
    const platform = new Miniflare({ modules: true, script, d1Databases: { DB: "test" } });
    const { DB } = await platform.getBindings();
    const query = (text, values) => DB.prepare(text).bind(...values).all();
    return { query, dialect: "sqlite", close: () => platform.dispose() };
  },
};
