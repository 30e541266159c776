// The differences between SQL databases: placeholders, types, and whether a change returns the written rows.

/** The SQL dialect of one database. */
export interface SqlDialect {
  /** The statement with its placeholders, each written as `?`. */
  mark(statement: string): string;
  /** The statements that create the table. */
  schema(table: string): string[];
  /** Whether the database supports `RETURNING`; otherwise, the driver returns the number of written rows. */
  readonly isTold: boolean;
}

const COMMENT = `-- What chakra-connect remembers of each tenant. revision counts the writes: a write names the one that it read.
-- plugin_id is the record's, UNIQUE so that one plugin never serves two tenants. due is when something is tried again.
`;

function columns(id: string, text: string, record: string): string {
  return `(
  tenant_id ${id} PRIMARY KEY NOT NULL,
  revision BIGINT NOT NULL,
  plugin_id ${text} UNIQUE,
  due BIGINT,
  record ${record} NOT NULL
)`;
}

function index(table: string): string {
  const name = `${table.split(".").at(-1)}_due`;
  return `CREATE INDEX IF NOT EXISTS ${name} ON ${table} (due)`;
}

/** SQLite, including D1 and libSQL. */
export const SQLITE: SqlDialect = {
  mark: (statement) => statement,
  schema: (table) => [
    `${COMMENT}CREATE TABLE IF NOT EXISTS ${table} ${columns("TEXT", "TEXT", "TEXT")}`,
    index(table),
  ],
  isTold: true,
};

/** PostgreSQL. Ids are compared byte by byte, and listed in that order. */
export const POSTGRES: SqlDialect = {
  mark(statement) {
    let place = 0;
    return statement.replaceAll("?", () => `$${(place += 1)}`);
  },
  schema: (table) => [
    `${COMMENT}CREATE TABLE IF NOT EXISTS ${table} ${columns('TEXT COLLATE "C"', 'TEXT COLLATE "C"', "TEXT")}`,
    index(table),
  ],
  isTold: true,
};

/** MySQL and MariaDB. */
export const MYSQL: SqlDialect = {
  mark: (statement) => statement,
  schema: (table) => {
    const id = "VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
    const made = columns(id, id, "LONGTEXT CHARACTER SET utf8mb4");
    // With its index, because `CREATE INDEX` does not know `IF NOT EXISTS`.
    return [
      `${COMMENT}CREATE TABLE IF NOT EXISTS ${table} ${made.replace(/\n\)$/, ",\n  INDEX (due)\n)")}`,
    ];
  },
  isTold: false,
};
