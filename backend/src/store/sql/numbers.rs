//! Since when the numbers of a tenant's plugin have been connected. Chakra's records do not contain it, so the backend
//! stores when it first saw each of them.

use std::collections::HashMap;

use super::database::{Change, SqlError, arguments};
use crate::store::{Milliseconds, is_past};

pub(super) async fn since(
    change: &mut impl Change,
    plugin_id: &str,
) -> Result<HashMap<String, Milliseconds>, SqlError> {
    let rows: Vec<(String, Milliseconds)> = change
        .rows(
            "SELECT phone_number_id, since FROM connected_number WHERE plugin_id = $1",
            arguments![plugin_id],
        )
        .await?;
    Ok(rows.into_iter().collect())
}

pub(super) async fn record(
    change: &mut impl Change,
    tenant_id: &str,
    plugin_id: &str,
    connected: &[String],
    now: Milliseconds,
) -> Result<HashMap<String, Milliseconds>, SqlError> {
    let known = since(change, plugin_id).await?;
    for gone in known.keys().filter(|id| !connected.contains(id)) {
        change
            .execute(
                "DELETE FROM connected_number WHERE plugin_id = $1 AND phone_number_id = $2",
                arguments![plugin_id, gone],
            )
            .await?;
    }
    // One that was first seen by a clock that was ahead is new.
    let is_known = |id| known.get(id).is_some_and(|since| is_past(*since, now));
    for new in connected.iter().filter(|id| !is_known(*id)) {
        // Does nothing if the plugin is no longer the tenant's.
        change
            .execute(
                "INSERT INTO connected_number (plugin_id, phone_number_id, since)
                 SELECT plugin_id, $3, $4 FROM tenant_plugin
                 WHERE tenant_id = $1 AND plugin_id = $2
                 ON CONFLICT (plugin_id, phone_number_id) DO UPDATE SET since = excluded.since",
                arguments![tenant_id, plugin_id, new, now],
            )
            .await?;
    }
    since(change, plugin_id).await
}

pub(super) async fn tenants(
    change: &mut impl Change,
    phone_number_id: &str,
) -> Result<Vec<String>, SqlError> {
    let rows: Vec<(String,)> = change
        .rows(
            "SELECT tenant_id FROM connected_number
             JOIN tenant_plugin ON tenant_plugin.plugin_id = connected_number.plugin_id
             WHERE phone_number_id = $1 ORDER BY tenant_id",
            arguments![phone_number_id],
        )
        .await?;
    Ok(rows.into_iter().map(|(tenant_id,)| tenant_id).collect())
}
