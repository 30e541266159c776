// Which plugin is a tenant's, in a file: for trying out only. Yours is a column in your database.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const FILE = "plugins.json";

const all = (): Record<string, string> => (existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")) : {});
const set = (tenant: string, plugin?: string) => writeFileSync(FILE, JSON.stringify({ ...all(), [tenant]: plugin }));

export const plugins = {
  find: async (tenant: string): Promise<string | undefined> => all()[tenant],
  // The first one is kept, whoever comes second; it tells which. In SQL: INSERT … ON CONFLICT DO NOTHING, then SELECT.
  keep: async (tenant: string, plugin: string): Promise<string> => {
    const kept = all()[tenant];
    if (!kept) set(tenant, plugin);
    return kept ?? plugin;
  },
  forget: async (tenant: string, plugin: string) => {
    // Only this one: another request may have kept a new one meanwhile.
    if (all()[tenant] === plugin) set(tenant);
  },
};
