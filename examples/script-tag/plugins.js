// Each tenant's plugin id and chosen number, in a file: for trying out only. Yours is a table in your database.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const FILE = "plugins.json";

const all = () => (existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")) : {});
const set = (tenant, kept) => writeFileSync(FILE, JSON.stringify({ ...all(), [tenant]: kept }));

export const plugins = {
  find: async (tenant) => all()[tenant], // {pluginId, choice}, or undefined
  // The first one is kept, whoever comes second; it tells which. In SQL: INSERT … ON CONFLICT DO NOTHING, then SELECT.
  keep: async (tenant, pluginId) => {
    const kept = all()[tenant]?.pluginId;
    if (!kept) set(tenant, { pluginId });
    return kept ?? pluginId;
  },
  // Both only for this one: another request may have forgotten it meanwhile, or kept a new one. `choose` tells.
  choose: async (tenant, pluginId, choice) => {
    const isKept = all()[tenant]?.pluginId === pluginId;
    if (isKept) set(tenant, { pluginId, choice });
    return isKept;
  },
  forget: async (tenant, pluginId) => {
    if (all()[tenant]?.pluginId === pluginId) set(tenant, undefined);
  },
};
