export interface SqlDialect {
    mark(statement: string): string;
    schema(table: string): string[];
    readonly isTold: boolean;
}

export declare const SQLITE: SqlDialect;

export declare const POSTGRES: SqlDialect;

export declare const MYSQL: SqlDialect;
