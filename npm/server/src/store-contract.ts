// `chakra-whatsapp-connect/server/store-contract`: the rules of a store, as tests for any test runner.

import type { Store } from "./store/store.js";
import type { TenantRecord } from "./store/tenant-record.js";

/** One rule; rejects if the store breaks it. */
export interface StoreRule {
  readonly name: string;
  run(): Promise<void>;
}

/** Creates a store for one rule. It may contain other tenants' records; two stores may share one database. */
export type MakeStore = () => Store | Promise<Store>;

/**
 * The rules: `for (const { name, run } of storeContract(makeStore)) test(name, run)`. Each rule creates its own store,
 * and uses its own ids.
 */
export function storeContract(makeStore: MakeStore): StoreRule[] {
  return RULES.map(([name, rule]) => ({
    name,
    async run() {
      await rule(await makeStore(), crypto.randomUUID());
    },
  }));
}

type Rule = readonly [name: string, run: (store: Store, id: string) => Promise<void>];

const RULES: readonly Rule[] = [
  [
    "a tenant of which nothing was written is not there",
    async (store, id) => {
      equal(await store.read(id), undefined);
      equal(await store.tenantOfPlugin(id), undefined);
    },
  ],
  [
    "what was written is read as it was, with the revision of its write",
    async (store, id) => {
      const first = record(`p-${id}`, { note: "ünï 'quoted' \\ \u{1f600} $1 ?" });
      equal(await store.write(id, first, 0, undefined), "written");
      equal(await store.read(id), { tenantId: id, record: first, revision: 1 });
      const second = record(undefined, { note: "x".repeat(100_000) });
      equal(await store.write(id, second, 1, undefined), "written");
      equal(await store.read(id), { tenantId: id, record: second, revision: 2 });
    },
  ],
  [
    "a write with an old revision changes nothing",
    async (store, id) => {
      const kept = record(`p-${id}`);
      equal(await store.write(id, kept, 0, 5), "written");
      for (const revision of [0, 2, 7]) {
        equal(await store.write(id, record(`q-${id}`), revision, undefined), "changed");
      }
      equal(await store.read(id), { tenantId: id, record: kept, revision: 1 });
      equal(await store.tenantOfPlugin(`q-${id}`), undefined);
    },
  ],
  [
    "a first write with a later revision changes nothing",
    async (store, id) => {
      equal(await store.write(id, record(undefined), 3, undefined), "changed");
      equal(await store.read(id), undefined);
    },
  ],
  [
    "of several writes at once exactly one is done, each round",
    async (store, id) => {
      for (let revision = 0; revision < 5; revision += 1) {
        const writes = Array.from({ length: 8 }, (_, writer) =>
          store.write(id, record(undefined, { writer }), revision, undefined),
        );
        const results = await Promise.all(writes);
        equal(results.filter((it) => it === "written").length, 1);
        const winner = results.indexOf("written");
        equal((await store.read(id))?.record, record(undefined, { writer: winner }));
      }
    },
  ],
  [
    "a plugin is one tenant's",
    async (store, id) => {
      const [one, other] = [`1-${id}`, `2-${id}`];
      equal(await store.write(one, record(id), 0, undefined), "written");
      equal(await store.tenantOfPlugin(id), one);
      equal(await store.write(other, record(id), 0, undefined), "plugin_taken");
      equal(await store.read(other), undefined);
      equal(await store.write(other, record(undefined), 0, undefined), "written");
      equal(await store.write(other, record(id), 1, undefined), "plugin_taken");
      equal((await store.read(other))?.revision, 1);
      // Free again after its tenant has released it.
      equal(await store.write(one, record(undefined), 1, undefined), "written");
      equal(await store.tenantOfPlugin(id), undefined);
      equal(await store.write(other, record(id), 1, undefined), "written");
      equal(await store.tenantOfPlugin(id), other);
    },
  ],
  [
    "of two tenants that take a plugin at once one has it",
    async (store, id) => {
      const tenants = [1, 2, 3, 4].map((it) => `${it}-${id}`);
      const results = await Promise.all(
        tenants.map((tenant) => store.write(tenant, record(id), 0, undefined)),
      );
      equal([...results].sort(), ["plugin_taken", "plugin_taken", "plugin_taken", "written"]);
      equal(await store.tenantOfPlugin(id), tenants[results.indexOf("written")]);
    },
  ],
  [
    "ids are compared byte by byte",
    async (store, id) => {
      const ids = [`${id}-a`, `${id}-A`, `${id}-ä`, `${id}-a\u0308`];
      for (const one of ids) {
        equal(await store.write(one, record(`p-${one}`), 0, undefined), "written");
      }
      for (const one of ids) {
        equal((await store.read(one))?.tenantId, one);
        equal(await store.tenantOfPlugin(`p-${one}`), one);
      }
    },
  ],
  [
    "tenants that are due are listed, the longest due first",
    async (store, id) => {
      // Earlier than the records of all other rules.
      const tenants = [3, 1, 2].map((due) => ({ tenant: `${due}-${id}`, due: due - 10 }));
      for (const { tenant, due } of tenants) await store.write(tenant, record(undefined), 0, due);
      const own = async (now: number) => {
        const listed = await store.due(now, 1000);
        return listed.filter((it) => it.endsWith(id));
      };
      equal(await own(-8), [`1-${id}`, `2-${id}`]);
      equal(await own(-7), [`1-${id}`, `2-${id}`, `3-${id}`]);
      await store.write(`1-${id}`, record(undefined), 1, undefined);
      await store.write(`2-${id}`, record(undefined), 1, 7_000_000);
      equal(await own(-7), [`3-${id}`]);
      equal((await store.due(Number.MAX_SAFE_INTEGER, 1)).length, 1);
    },
  ],
  [
    "a tenant that is due in more than two hours is listed, because a clock was ahead",
    async (store, id) => {
      // Earlier than the records of all other rules.
      const due = -20_000_000;
      await store.write(id, record(undefined), 0, due);
      const isListed = async (now: number) => (await store.due(now, 1000)).includes(id);
      equal(await isListed(due - 7_200_000), false);
      equal(await isListed(due - 7_200_001), true);
      await store.write(id, record(undefined), 1, undefined);
      equal(await isListed(due - 7_200_001), false);
    },
  ],
  [
    "records are listed page by page",
    async (store, id) => {
      const tenants = [1, 2, 3, 4, 5].map((it) => `${id}-${it}`);
      for (const tenant of tenants) await store.write(tenant, record(tenant), 0, undefined);
      const found: string[] = [];
      let after = id;
      for (;;) {
        const page = await store.list(after, 2);
        if (page.length > 2) throw new Error("a page is longer than asked for");
        found.push(...page.map((it) => it.tenantId).filter((it) => it.startsWith(id)));
        const last = page.at(-1)?.tenantId;
        if (last === undefined) break;
        after = last;
      }
      equal(found, tenants);
    },
  ],
];

function record(pluginId: string | undefined, more: object = {}): TenantRecord {
  const empty = { reservations: [], removals: [], former: [], checkedAt: 1_700_000_000_000 };
  const plugin = pluginId === undefined ? {} : { plugin: { id: pluginId, since: 1, numbers: {} } };
  // An unknown field: a store keeps all fields.
  return { ...empty, ...plugin, ...more };
}

function equal(found: unknown, wanted: unknown): void {
  const [one, other] = [found, wanted].map((it) => JSON.stringify(it, sorted));
  if (one !== other) throw new Error(`found ${one}, not ${other}`);
}

/** Objects with sorted fields. */
function sorted(_: string, value: unknown): unknown {
  const isFields = typeof value === "object" && value !== null && !Array.isArray(value);
  return isFields ? Object.fromEntries(Object.entries(value).sort()) : value;
}
