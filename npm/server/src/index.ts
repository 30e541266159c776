// `chakra-whatsapp-connect/server`: a backend for the widget, on the platform's own `Request` and `Response`.

export { ConnectError } from "./connect-error.js";
export type { WaitUntil } from "./background.js";
export type { Clock } from "./clock.js";
export type { ConnectionChange, Hook, Hooks } from "./connection/hooks.js";
export type { Adopted } from "./connection/use-cases.js";
export type {
  ChakraConnectionState,
  ChakraIssue,
  ChakraNumber,
  ChakraProblem,
  ChakraProblemCode,
  ChakraStatus,
  ChakraTokenResponse,
} from "./contract.js";
export { demoTenant } from "./demo-tenant.js";
export { createConnectHandler } from "./handler.js";
export type { ConnectHandler } from "./handler.js";
export type { TenantOf } from "./http/who-asks.js";
export type { Log, LogFields, LogLevel } from "./log.js";
export type { ConnectOptions } from "./options.js";
export { memoryStore } from "./store/memory-store.js";
export { sqlSchema, sqlStore } from "./store/sql-store.js";
export type { SqlQuery, SqlStore, SqlStoreOptions, SqlValue } from "./store/sql-store.js";
export { StoreUnavailable } from "./store/store.js";
export type { Store, Stored, Written } from "./store/store.js";
export type {
  AccountRecord,
  FormerPlugin,
  KnownAccounts,
  NumberChoice,
  Plugin,
  Removal,
  Reservation,
  TenantRecord,
  Told,
} from "./store/tenant-record.js";
export type { Caller, Right, Tenant, TenantLike } from "./tenant.js";
