import type { Store } from "./store.js";

export type SqlValue = string | number | null;

export type SqlQuery = (text: string, values: SqlValue[]) => unknown;

export interface SqlStoreOptions {
    readonly query: SqlQuery;
    readonly dialect: "postgres" | "sqlite" | "mysql";
    readonly table?: string;
}

export interface SqlStore extends Store {
    migrate(): Promise<void>;
}

export declare function sqlSchema(dialect: SqlStoreOptions["dialect"], table?: string): string[];

export declare function sqlStore({ query, dialect, table }: SqlStoreOptions): SqlStore;
