// A store in the partner's own database, with any function that runs one statement.

import { MYSQL, POSTGRES, SQLITE } from "./sql-dialect.js";
import type { SqlDialect } from "./sql-dialect.js";
import { isConflict, isUnavailable, lacksTable } from "./sql-errors.js";
import { StoreUnavailable } from "./store.js";
import type { Store, Stored, Written } from "./store.js";
import { latestDue } from "./tenant-record.js";

/** A value of a statement. */
export type SqlValue = string | number | null;

/**
 * Runs one statement. Return the driver's result: rows, `{ rows }` (pg), `{ results }` (D1), `[rows]`
 * (mysql2), `{ changes }` (better-sqlite3's `run`).
 */
export type SqlQuery = (text: string, values: SqlValue[]) => unknown;

/** The options of a SQL store. */
export interface SqlStoreOptions {
  /** Runs one statement with its values. */
  readonly query: SqlQuery;
  /** The database; decides placeholders and types. */
  readonly dialect: "postgres" | "sqlite" | "mysql";
  /** The table's name, optionally with a schema before a dot. The default is `chakra_connect_tenant`. */
  readonly table?: string;
}

/** A SQL store. */
export interface SqlStore extends Store {
  /** Creates the table if absent, with the statements of `sqlSchema`. */
  migrate(): Promise<void>;
}

const DIALECTS: Readonly<Record<SqlStoreOptions["dialect"], SqlDialect>> = {
  postgres: POSTGRES,
  sqlite: SQLITE,
  mysql: MYSQL,
};
const TABLE = "chakra_connect_tenant";
/** How often a statement is tried that the database undoes because of a concurrent one. */
const TRIES = 3;

/** The statements that create the table, for your own migrations. */
export function sqlSchema(dialect: SqlStoreOptions["dialect"], table: string = TABLE): string[] {
  return DIALECTS[dialect].schema(tableName(table));
}

/** A store in your own database. Call its `migrate()` once, or run `sqlSchema` with your migrations. */
export function sqlStore({ query, dialect, table = TABLE }: SqlStoreOptions): SqlStore {
  const name = tableName(table);
  const { mark, schema, isTold } = DIALECTS[dialect];
  const run = async (statement: string, values: SqlValue[], tries = TRIES): Promise<unknown> => {
    try {
      return await query(mark(statement), values);
    } catch (error) {
      const isUndone = isConflict(error);
      if (isUndone && tries > 1) return run(statement, values, tries - 1);
      if (isUndone || isUnavailable(error)) {
        throw new StoreUnavailable(String(error), { cause: error });
      }
      if (!lacksTable(error)) throw error;
      throw new Error(`${error.message}; call the store's migrate() once`, { cause: error });
    }
  };
  const rows = async (statement: string, values: SqlValue[]) =>
    rowsOf(await run(statement, values));
  const tenantOfPlugin = async (pluginId: string) => {
    const [row] = await rows(`SELECT tenant_id FROM ${name} WHERE plugin_id = ?`, [pluginId]);
    return row && String(row["tenant_id"]);
  };
  const read = async (tenantId: string) => {
    const columns = "tenant_id, revision, record";
    const [row] = await rows(`SELECT ${columns} FROM ${name} WHERE tenant_id = ?`, [tenantId]);
    return row && stored(row);
  };
  const told = isTold ? " RETURNING revision" : "";

  return {
    read,
    tenantOfPlugin,

    async write(tenantId, record, revision, due): Promise<Written> {
      const pluginId = record.plugin?.id ?? null;
      const values = [revision + 1, pluginId, due ?? null, JSON.stringify(record), tenantId];
      const statement =
        revision === 0
          ? `INSERT INTO ${name} (revision, plugin_id, due, record, tenant_id) VALUES (?, ?, ?, ?, ?)${told}`
          : `UPDATE ${name} SET revision = ?, plugin_id = ?, due = ?, record = ? WHERE tenant_id = ? AND revision = ?${told}`;
      if (revision > 0) values.push(revision);
      try {
        return countOf(await run(statement, values)) > 0 ? "written" : "changed";
      } catch (error) {
        const isUndone = error instanceof StoreUnavailable;
        if (isUndone && !isConflict(error.cause)) throw error;
        // Drivers report an existing row by different errors; reading the rows works with all of them.
        const owner = pluginId === null ? undefined : await tenantOfPlugin(pluginId);
        if (owner !== undefined && owner !== tenantId) return "plugin_taken";
        if (isUndone || (revision === 0 && (await read(tenantId)))) return "changed";
        throw error;
      }
    },

    async due(now, atMost) {
      // Not a placeholder: MySQL does not accept one here.
      const limit = Math.trunc(atMost);
      const due = await rows(
        `SELECT tenant_id FROM ${name} WHERE due <= ? OR due > ? ORDER BY due LIMIT ${limit}`,
        [now, latestDue(now)],
      );
      return due.map((row) => String(row["tenant_id"]));
    },

    async list(after, atMost) {
      const limit = Math.trunc(atMost);
      const page = await rows(
        `SELECT tenant_id, revision, record FROM ${name} WHERE tenant_id > ? ORDER BY tenant_id LIMIT ${limit}`,
        [after],
      );
      return page.map(stored);
    },

    async migrate() {
      for (const statement of schema(name)) {
        try {
          await run(statement, []);
        } catch (error) {
          // Another process may have created it at the same moment; PostgreSQL reports this as an error.
          await rows(`SELECT tenant_id FROM ${name} LIMIT 1`, []).catch(() => {
            throw error;
          });
        }
      }
    },
  };
}

type Row = Record<string, unknown>;

/** The rows in a driver's result. */
function rowsOf(result: unknown): Row[] {
  // mysql2 returns the rows, and then the fields.
  if (Array.isArray(result)) return Array.isArray(result[0]) ? result[0] : result;
  const { rows, results } = (result ?? {}) as Row;
  return [rows, results].find(Array.isArray) ?? [];
}

/** The number of written rows. */
function countOf(result: unknown): number {
  const header = (Array.isArray(result) ? result[0] : result) as Row | undefined;
  const count = header?.["affectedRows"] ?? header?.["changes"];
  return typeof count === "number" ? count : rowsOf(result).length;
}

function stored(row: Row): Stored {
  return {
    tenantId: String(row["tenant_id"]),
    record: JSON.parse(String(row["record"])),
    // Some drivers return large numbers as strings.
    revision: Number(row["revision"]),
  };
}

/** The name, if it is safe in a statement without quotes. */
function tableName(table: string): string {
  if (/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)?$/.test(table)) return table;
  throw new TypeError(
    "table is not a name: give letters, digits and underscores, with a schema before a dot if need be",
  );
}
