// Returns a plugin to its tenant if somebody has signed up with it since its deactivation: a token may be valid for an
// hour longer than its connection.

import type { PluginRecord } from "../chakra/records.js";
import { restore } from "../store/removals.js";
import type { TenantRecord } from "../store/tenant-record.js";
import type { Service } from "./service.js";

/** Whether the tenant got one back. */
export async function reclaim(
  service: Service,
  tenantId: string,
  record: TenantRecord,
): Promise<boolean> {
  const wished = record.removals.filter((it) => !it.isSurplus && it.isDeactivated);
  for (const { pluginId } of wished) {
    // If the record cannot be read, assume that nothing happened.
    const plugin = await service.chakra.plugin(pluginId).catch(() => undefined);
    if (plugin && isSignedUp(plugin) && (await giveBack(service, tenantId, pluginId))) return true;
  }
  return false;
}

/** Whether the plugin is the tenant's again. If the tenant has another one, a person decides: neither is deleted. */
export async function giveBack(
  { statuses, memory, clock, log }: Service,
  tenantId: string,
  pluginId: string,
): Promise<boolean> {
  const fields = { tenant: tenantId, plugin: pluginId };
  const { result } = await statuses.during(tenantId, () =>
    memory.change(tenantId, (record) => restore(record, pluginId, clock.now())),
  );
  if (result === "restored") {
    log("warn", "a signup has ended on a plugin that was disconnected: it is the tenant's again", fields);
  } else if (result === "other_plugin") {
    log(
      "error",
      "a signup has ended on a plugin that was disconnected, and the tenant has another one: neither is deleted",
      fields,
    );
  }
  return result !== "other_plugin";
}

/** Whether a customer has connected an account or a number with it. */
export function isSignedUp({ isActive, accountIds, phoneNumberIds }: PluginRecord): boolean {
  return isActive && accountIds.length + phoneNumberIds.length > 0;
}
