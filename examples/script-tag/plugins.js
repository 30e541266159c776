// Each tenant's plugin id and chosen number, in a file: for trying out only. Yours is a table in your database.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const FILE = "plugins.json";

const all = () => (existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")) : {});
const set = (tenant, kept) => writeFileSync(FILE, JSON.stringify({ ...all(), [tenant]: kept }));

export const plugins = {
  find: async (tenant) => all()[tenant], // {pluginId, choice}, or undefined
  keep: async (tenant, pluginId) => set(tenant, { pluginId }),
  choose: async (tenant, pluginId, choice) => set(tenant, { pluginId, choice }),
  forget: async (tenant, pluginId) => {
    // Only this one: another request may have kept a new one meanwhile.
    if (all()[tenant]?.pluginId === pluginId) set(tenant, undefined);
  },
};
