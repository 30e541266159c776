// Returns a plugin to its tenant if somebody has signed up with it since its deactivation: a token may be valid for an
// hour longer than its connection.

import { isPluginNotFound } from "../chakra/chakra-error.js";
import type { PluginRecord } from "../chakra/records.js";
import { restore } from "../store/removals.js";
import type { Removal, TenantRecord } from "../store/tenant-record.js";
import type { Service } from "./service.js";

/**
 * Returns one to the tenant if possible, without those in `except`, and reads the record again: another process may
 * have done it in the meantime. If a plugin cannot be read, `unread` is told; by default, assume that nothing happened.
 */
export async function reclaim(
  service: Service,
  tenantId: string,
  record: TenantRecord,
  except: readonly string[] = [],
  unread: (error: unknown) => void = () => {},
): Promise<TenantRecord> {
  if (record.plugin) return record;
  const wished = record.removals.filter(
    (it) => !it.isSurplus && it.isDeactivated && !except.includes(it.pluginId),
  );
  if (wished.length === 0) return record;
  for (const removal of wished) {
    const plugin = await service.chakra.plugin(removal.pluginId).catch((error: unknown) => {
      if (!isPluginNotFound(error)) unread(error);
      return undefined;
    });
    if (plugin && isSignedUp(plugin) && (await giveBack(service, tenantId, removal))) break;
  }
  return service.memory.find(tenantId);
}

/**
 * Whether the plugin is the tenant's again, or `removal`, as read before its record, is over. If the tenant has
 * another one, a person decides: neither is deleted.
 */
export async function giveBack(
  { statuses, memory, clock, log }: Service,
  tenantId: string,
  removal: Removal,
): Promise<boolean> {
  const fields = { tenant: tenantId, plugin: removal.pluginId };
  const { result } = await statuses.during(tenantId, () =>
    memory.change(tenantId, (record) => restore(record, removal, clock.now())),
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
