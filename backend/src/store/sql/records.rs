//! Tenants' plugins and the audit in SQL.

use super::database::{Change, SqlError, arguments};
use super::{accounts, lock, removals, reservations};
use crate::connection_state::NumberChoice;
use crate::store::{
    AuditAction, AuditEvent, Binding, Exported, Imported, Milliseconds, StoreError,
};

pub(super) async fn find(
    change: &mut impl Change,
    tenant_id: &str,
) -> Result<Option<Binding>, SqlError> {
    type Row = (
        String,
        Option<String>,
        Option<String>,
        Option<Milliseconds>,
        bool,
        Option<String>,
        Option<Milliseconds>,
    );
    let row: Option<Row> = change
        .row(
            "SELECT plugin_id, chosen_phone_number_id, chosen_among, gone_since,
                    EXISTS (SELECT 1 FROM removal WHERE removal.plugin_id = tenant_plugin.plugin_id),
                    accounts, accounts_unread_since
             FROM tenant_plugin WHERE tenant_id = $1",
            arguments![tenant_id],
        )
        .await?;
    Ok(row.map(
        |(plugin_id, chosen, among, gone_since, removal_pending, records, unread_since)| Binding {
            plugin_id,
            choice: choice(chosen, among),
            gone_since,
            removal_pending,
            accounts: accounts::known(records.as_deref(), unread_since),
        },
    ))
}

pub(super) async fn tenant_of_plugin(
    change: &mut impl Change,
    plugin_id: &str,
) -> Result<Option<String>, SqlError> {
    let row: Option<(String,)> = change
        .row(
            "SELECT tenant_id FROM tenant_plugin WHERE plugin_id = $1",
            arguments![plugin_id],
        )
        .await?;
    Ok(row.map(|(tenant_id,)| tenant_id))
}

fn choice(chosen: Option<String>, among: Option<String>) -> Option<NumberChoice> {
    chosen.map(|phone_number_id| NumberChoice {
        phone_number_id,
        // If the list is unreadable, the customer chooses again.
        among: among
            .and_then(|list| serde_json::from_str(&list).ok())
            .unwrap_or_default(),
    })
}

pub(super) async fn import(
    change: &mut impl Change,
    tenant_id: &str,
    plugin_id: &str,
    now: Milliseconds,
) -> Result<Imported, StoreError> {
    lock(change, tenant_id).await?;
    if let Some(known) = find(change, tenant_id).await? {
        return Ok(if known.plugin_id == plugin_id {
            Imported::AlreadyBound
        } else {
            Imported::OtherPlugin
        });
    }
    if removals::is_pending(change, plugin_id).await? {
        return Ok(Imported::RemovalPending);
    }
    reservations::insert(change, tenant_id, plugin_id, now).await?;
    Ok(Imported::Bound)
}

pub(super) async fn export(
    change: &mut impl Change,
    after: &str,
    at_most: u32,
) -> Result<Vec<Exported>, SqlError> {
    type Row = (String, String, Option<String>, Option<String>, Milliseconds);
    let rows: Vec<Row> = change
        .rows(
            "SELECT tenant_id, plugin_id, chosen_phone_number_id, chosen_among, created_at
             FROM tenant_plugin WHERE tenant_id > $1 ORDER BY tenant_id LIMIT $2",
            arguments![after, at_most],
        )
        .await?;
    let exported = |(tenant_id, plugin_id, chosen, among, created_at)| Exported {
        tenant_id,
        plugin_id,
        choice: choice(chosen, among),
        created_at,
    };
    Ok(rows.into_iter().map(exported).collect())
}

pub(super) async fn archive(
    change: &mut impl Change,
    tenant_id: &str,
    plugin_id: &str,
    now: Milliseconds,
) -> Result<(), SqlError> {
    lock(change, tenant_id).await?;
    change
        .execute(
            "INSERT INTO former_plugin (plugin_id, tenant_id, gone_since, replaced_at)
             SELECT $2, $1,
                    coalesce((SELECT gone_since FROM tenant_plugin WHERE plugin_id = $2), $3), $3
             WHERE TRUE ON CONFLICT DO NOTHING",
            arguments![tenant_id, plugin_id, now],
        )
        .await?;
    change
        .execute(
            "DELETE FROM tenant_plugin WHERE tenant_id = $1 AND plugin_id = $2",
            arguments![tenant_id, plugin_id],
        )
        .await?;
    removals::forget(change, plugin_id).await
}

pub(super) async fn events(
    change: &mut impl Change,
    tenant_id: &str,
    at_most: u32,
) -> Result<Vec<AuditEvent>, SqlError> {
    let rows: Vec<(Option<String>, String, Milliseconds)> = change
        .rows(
            "SELECT user_id, action, happened_at FROM audit_event
             WHERE tenant_id = $1 ORDER BY happened_at DESC, id DESC LIMIT $2",
            arguments![tenant_id, at_most],
        )
        .await?;
    let event = |(user_id, action, at): (_, String, _)| {
        Some(AuditEvent {
            tenant_id: tenant_id.to_owned(),
            user_id,
            // An action of a newer version is left out.
            action: AuditAction::from_name(&action)?,
            at,
        })
    };
    Ok(rows.into_iter().filter_map(event).collect())
}
