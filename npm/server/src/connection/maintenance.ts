// Repeats unfinished work: deletions of plugins at Chakra, and failed hooks. A plugin with a new signup is never
// deleted.

import { isPluginNotFound } from "../chakra/chakra-error.js";
import type { ChakraError } from "../chakra/chakra-error.js";
import type { PluginRecord } from "../chakra/records.js";
import { words } from "../log.js";
import { archive, claimRemoval, noteDeactivated, postpone, release } from "../store/removals.js";
import { isDue } from "../store/tenant-record.js";
import type { Removal } from "../store/tenant-record.js";
import { claimRetry, tellDisconnected } from "./news.js";
import { giveBack, isSignedUp } from "./reclaim.js";
import { failureOf, nextTry } from "./removal.js";
import { claimTime } from "./service.js";
import type { Service } from "./service.js";
import { checkStatus } from "./status.js";

/** Number of tenants read at a time. */
const BATCH = 20;
/** Cloudflare ends a worker's work 30 s after the response. Two of these seconds are for the store. */
const PASS_TIME = 28_000;
/** Number of calls to Chakra, one after another, that one piece of work makes: a deletion, or the check for a hook. */
const CALLS_IN_A_ROW = 3;

/** The time of a pass. */
interface Pass {
  /** Whether nothing more may begin, because it might not end in time. The first piece of work always may. */
  isOver(): boolean;
  /** Called when a piece of work begins. */
  begin(): void;
}

function passOf({ clock, chakra }: Service): Pass {
  // Negative with two keys, each of which is tried: then there is one piece of work a pass.
  const last = clock.elapsed() + PASS_TIME - chakra.callTime * CALLS_IN_A_ROW;
  let isBegun = false;
  return {
    isOver: () => isBegun && clock.elapsed() > last,
    begin() {
      isBegun = true;
    },
  };
}

/** Tries all due work once, as far as the time suffices. */
export async function maintain(service: Service): Promise<void> {
  const { memory, locks } = service;
  const pass = passOf(service);
  for (const tenantId of await memory.due(BATCH)) {
    if (pass.isOver()) return;
    try {
      await locks.run(tenantId, () => maintainTenant(service, tenantId, pass));
    } catch (error) {
      service.log("error", "what is due of a tenant could not be done", {
        tenant: tenantId,
        cause: words(error),
      });
    }
  }
}

async function maintainTenant(service: Service, tenantId: string, pass: Pass): Promise<void> {
  const { memory, clock } = service;
  const record = await memory.find(tenantId);
  for (const { pluginId } of record.removals.filter((it) => isDue(it.due, clock.now()))) {
    if (pass.isOver()) return;
    const { result: removal } = await memory.change(tenantId, (record) =>
      claimRemoval(record, pluginId, clock.now(), clock.now() + claimTime(service)),
    );
    // Otherwise another process does it.
    if (!removal) continue;
    pass.begin();
    await service.statuses.during(tenantId, () => remove(service, tenantId, removal));
  }
  if (!pass.isOver() && (await claimRetry(service, tenantId))) {
    pass.begin();
    // Its hook died or failed: the check calls it again.
    service.statuses.invalidate(tenantId);
    await checkStatus(service, { id: tenantId });
  }
}

async function remove(service: Service, tenantId: string, removal: Removal): Promise<void> {
  const { chakra, memory, clock } = service;
  const { pluginId, isDeactivated, tries } = removal;
  let plugin: PluginRecord | undefined;
  try {
    plugin = await chakra.plugin(pluginId);
  } catch (error) {
    if (!isPluginNotFound(error)) return later(service, tenantId, removal, error);
  }
  if (plugin && isDeactivated && isSignedUp(plugin)) {
    if (!(await giveBack(service, tenantId, removal))) {
      const due = nextTry(service, tries);
      await memory.update(tenantId, (record) => postpone(record, pluginId, due));
    }
    return undefined;
  }
  if (plugin && !isDeactivated) {
    // A process died before it could do this.
    const failure = await failureOf(chakra.deactivatePlugin(pluginId));
    if (failure) return later(service, tenantId, removal, failure);
    await memory.update(tenantId, (record) => noteDeactivated(record, pluginId));
  }
  const failure = await failureOf(chakra.deletePlugin(pluginId));
  const isGone = !failure || isPluginNotFound(failure);
  if (plugin || isDeactivated || isGone) await tellEnd(service, tenantId, pluginId);
  if (!failure) {
    return memory.update(tenantId, (record) => release(record, pluginId, clock.now(), undefined));
  }
  if (!plugin && isPluginNotFound(failure)) {
    return memory.update(tenantId, (record) => archive(record, pluginId, clock.now()));
  }
  return later(service, tenantId, removal, failure);
}

/** Reports the end of the connection, unless the plugin was surplus. */
async function tellEnd(service: Service, tenantId: string, pluginId: string): Promise<void> {
  const { plugin } = await service.memory.find(tenantId);
  if (plugin?.id === pluginId) await tellDisconnected(service, tenantId, pluginId);
}

async function later(
  service: Service,
  tenantId: string,
  { pluginId, tries }: Removal,
  error: unknown,
): Promise<void> {
  service.log("warn", "a plugin is still to be deleted at Chakra", {
    tenant: tenantId,
    plugin: pluginId,
    tries,
    cause: (error as Partial<ChakraError>).kind ?? words(error),
  });
  const due = nextTry(service, tries);
  await service.memory.update(tenantId, (record) => postpone(record, pluginId, due));
}
