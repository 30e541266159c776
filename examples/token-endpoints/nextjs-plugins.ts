// Which plugin is a tenant's, in a file: for trying out only. Yours is a column in your database.
import { readFile, writeFile } from "node:fs/promises";

const FILE = "plugins.json";

const all = async (): Promise<Record<string, string>> => JSON.parse(await readFile(FILE, "utf8").catch(() => "{}"));
const set = async (tenant: string, plugin?: string) =>
  writeFile(FILE, JSON.stringify({ ...(await all()), [tenant]: plugin }));

export const plugins = {
  find: async (tenant: string): Promise<string | undefined> => (await all())[tenant],
  keep: set,
  forget: async (tenant: string, plugin: string) => {
    // Only this one: another request may have kept a new one meanwhile.
    if ((await all())[tenant] === plugin) await set(tenant);
  },
};
