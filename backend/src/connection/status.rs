//! Reads a tenant's status from Chakra's records, without a cache.

use std::borrow::Cow;
use std::collections::HashMap;

use chakra_connect_contract::messages;
use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::accounts::accounts;
use super::binding::{binding_of, plugin_of};
use super::records::NumberRecords;
use crate::backend::AppState;
use crate::chakra::PluginRecord;
use crate::connection_state::{
    Connection, connected_numbers, failure_of_all, relevant_numbers, unknown_words,
};
use crate::problem::Problem;
use crate::request_trace;
use crate::store::{Binding, CheckTime, Milliseconds, date, now};
use crate::telemetry;
use crate::who_asks::Tenant;

/// A tenant's connection, and when it was checked.
///
/// Its JSON is what the widget gets, and can be its `initialStatus`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "messages::Status")]
#[non_exhaustive]
pub struct Status {
    /// State and numbers.
    pub connection: Connection,
    /// Since when the number has been connected, as first seen by this backend.
    pub connected_since: Option<OffsetDateTime>,
    /// The tenant's stored binding at that time.
    pub(crate) stored: Option<Binding>,
    /// When Chakra was asked. Increases with each check of a tenant, even if the clocks of several processes differ by
    /// minutes.
    pub checked_at: OffsetDateTime,
    /// The position of this check among the tenant's, independent of clocks.
    pub(crate) revision: i64,
}

impl Status {
    /// Whether it belongs to what is stored for the tenant.
    pub(crate) fn is_of(&self, stored: Option<&Binding>) -> bool {
        self.stored.as_ref() == stored
    }

    pub(crate) fn not_connected(check: CheckTime) -> Self {
        Self {
            connection: Connection::NOT_CONNECTED,
            connected_since: None,
            checked_at: date(check.at),
            revision: check.revision,
            stored: None,
        }
    }
}

impl From<Status> for messages::Status {
    fn from(status: Status) -> Self {
        let Connection {
            state,
            reason,
            numbers,
        } = status.connection;
        Self {
            state,
            reason: reason.map(Cow::into_owned),
            plugin_id: None,
            numbers,
            connected_since: status.connected_since.map(rfc3339),
            checked_at: rfc3339(status.checked_at),
        }
    }
}

fn rfc3339(time: OffsetDateTime) -> String {
    // Fails only for years beyond 9999.
    time.format(&Rfc3339).unwrap_or_default()
}

/// A check in progress.
#[derive(Clone, Copy, Debug)]
pub(super) struct Check {
    /// When it started. Only this clock is used for durations.
    pub(super) looked_at: Milliseconds,
    /// Its position among the tenant's checks.
    pub(super) revision: i64,
}

pub(super) async fn status(backend: &AppState, tenant: &Tenant) -> Result<Status, Problem> {
    // Before Chakra is called, so that a late response does not pass for a newer one.
    let looked_at = now();
    let time = next_check(backend, tenant, looked_at).await;
    let check = Check {
        looked_at,
        revision: time.revision,
    };
    let mut stored = binding_of(backend, tenant).await?;
    let of_stored = connection_of(backend, tenant, stored.as_mut(), check);
    let (connection, connected_since) = of_stored.await?;
    let status = Status {
        stored,
        connection,
        connected_since,
        checked_at: date(time.at),
        revision: time.revision,
    };
    backend.note_status(&tenant.id, &status).await;
    Ok(status)
}

/// The order and the time of a check. If the store is unavailable, only this process's clock decides.
async fn next_check(backend: &AppState, tenant: &Tenant, now: Milliseconds) -> CheckTime {
    let check = backend.store.next_check(&tenant.id, now).await;
    let check = check.unwrap_or_else(|error| {
        tracing::error!(%error, "the order of a check could not be kept");
        CheckTime {
            revision: now,
            at: now,
            overruled: None,
        }
    });
    if let Some(overruled) = check.overruled {
        telemetry::clocks_apart();
        tracing::error!(
            tenant = tenant.id,
            seconds = (overruled - now) / 1000,
            "the check before was told to be from the future: the clock of another process is ahead, or this one's is behind"
        );
    }
    check
}

async fn connection_of(
    backend: &AppState,
    tenant: &Tenant,
    stored: Option<&mut Binding>,
    check: Check,
) -> Result<(Connection, Option<OffsetDateTime>), Problem> {
    let Some(remembered) = stored else {
        return Ok((Connection::NOT_CONNECTED, None));
    };
    let Some(plugin) = plugin_of(backend, tenant, remembered).await? else {
        return Ok((Connection::NOT_CONNECTED, None));
    };
    if remembered.removal_pending && !plugin.is_active {
        // Disconnected, although the process that did it may have died before the end. Nobody is asked to reconnect.
        return Ok((Connection::NOT_CONNECTED, None));
    }
    let plugin_id = &remembered.plugin_id.clone();
    request_trace::record_plugin(plugin_id);
    let now = date(check.looked_at);
    let ids = relevant_numbers(&plugin, remembered.choice.as_ref());
    let (seen, accounts, numbers) = tokio::join!(
        first_seen(backend, tenant, plugin_id, &plugin, check.looked_at),
        accounts(backend, tenant, remembered, &plugin, check),
        NumberRecords::ask(&backend.chakra, plugin_id, ids),
    );
    remembered.accounts = accounts;
    let accounts = &remembered.accounts;
    let mut lookups = numbers?.lookups(&seen);
    let are_gone = lookups.iter().all(|it| it.has_lapsed(now));
    if are_gone && lookups.len() < plugin.phone_number_ids.len() {
        // The chosen number no longer exists, so the customer chooses again among the others.
        let ids = relevant_numbers(&plugin, None);
        let numbers = NumberRecords::ask(&backend.chakra, plugin_id, ids).await?;
        lookups = numbers.lookups(&seen);
    }
    if let Some(error) = failure_of_all(&lookups, now) {
        return Err(error.into());
    }
    for word in unknown_words(&lookups, &accounts.records) {
        telemetry::unknown_word(word.field);
        let (field, word) = (word.field.name(), word.loggable());
        let word = word.as_deref().unwrap_or("(not a word)");
        tracing::warn!(field, word, "Chakra reports a status that is not known");
    }
    let mut connection = Connection::from_records(&plugin, &lookups, &accounts.records, now);
    if plugin.is_active && accounts.are_outdated(now) {
        connection.doubt_accounts();
    }
    let since = connection
        .number_in_use()
        .and_then(|number| seen.get(&number.phone_number_id).copied());
    Ok((connection, since))
}

/// When each of the plugin's numbers was first seen. This only provides times, so a failure must not hide what is
/// connected.
async fn first_seen(
    backend: &AppState,
    tenant: &Tenant,
    plugin_id: &str,
    plugin: &PluginRecord,
    now: Milliseconds,
) -> HashMap<String, OffsetDateTime> {
    let numbers = connected_numbers(plugin);
    let seen = backend
        .store
        .record_connected_numbers(&tenant.id, plugin_id, numbers, now)
        .await;
    let seen = seen.unwrap_or_else(|error| {
        tracing::error!(%error, "since when the numbers are connected could not be kept");
        HashMap::new()
    });
    seen.into_iter().map(|(id, at)| (id, date(at))).collect()
}
