//! GET `/status`: what Chakra's records say of the tenant's connection, asked anew each time.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use time::OffsetDateTime;
use tokio::task::JoinSet;

use super::SignedIn;
use crate::backend::BackendParts;
use crate::chakra::{ChakraError, Client, PhoneRecord};
use crate::connection_state::{Connection, connected_numbers, numbers_in_question};
use crate::problem::{Problem, ProblemCode};
use crate::tenants::Tenant;

/// More numbers than a customer can sensibly choose from are not asked about.
const MOST_NUMBERS: usize = 20;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StatusAnswer {
    #[serde(flatten)]
    connection: Connection,
    /// Since when the number is connected, as this backend first saw it.
    #[serde(
        with = "time::serde::rfc3339::option",
        skip_serializing_if = "Option::is_none"
    )]
    connected_since: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339")]
    checked_at: OffsetDateTime,
}

pub(super) async fn status(
    State(backend): State<BackendParts>,
    SignedIn(tenant): SignedIn,
) -> Result<Json<StatusAnswer>, Problem> {
    let (connection, connected_since) = connection_of(&backend, &tenant).await?;
    Ok(Json(StatusAnswer {
        connection,
        connected_since,
        checked_at: OffsetDateTime::now_utc(),
    }))
}

async fn connection_of(
    backend: &BackendParts,
    tenant: &Tenant,
) -> Result<(Connection, Option<OffsetDateTime>), Problem> {
    let Some(remembered) = backend.store.find(&tenant.id).await? else {
        return Ok((Connection::NOT_CONNECTED, None));
    };
    let plugin = match backend.chakra.plugin(&remembered.plugin_id).await {
        Err(ChakraError::PluginNotFound) => {
            tracing::warn!("a plugin is gone at Chakra; it is forgotten");
            backend
                .store
                .forget_plugin(&tenant.id, &remembered.plugin_id)
                .await?;
            return Ok((Connection::NOT_CONNECTED, None));
        }
        answer => answer?,
    };
    let mut numbers = numbers_in_question(&plugin, remembered.choice.as_ref());
    numbers.truncate(MOST_NUMBERS);
    let phones = phone_records(&backend.chakra, numbers).await?;
    let connection = Connection::from_records(&plugin, &phones);
    let (connected, now) = (connected_numbers(&plugin), OffsetDateTime::now_utc());
    let since = backend
        .store
        .see_numbers(&remembered.plugin_id, connected, now)
        .await?;
    let since = connection
        .number_in_use()
        .and_then(|number| since.get(&number.phone_number_id).copied());
    Ok((connection, since))
}

/// The records of these numbers, in their order, asked for at once.
async fn phone_records(chakra: &Client, ids: Vec<String>) -> Result<Vec<PhoneRecord>, Problem> {
    let mut calls = JoinSet::new();
    for (place, id) in ids.into_iter().enumerate() {
        let chakra = chakra.clone();
        calls.spawn(async move {
            let record = chakra.phone_number(&id).await?;
            // The plugin lists the number, so it is there: its record may lag behind the signup.
            let record = record.unwrap_or_else(|| PhoneRecord {
                phone_number_id: id,
                ..PhoneRecord::default()
            });
            Ok::<_, ChakraError>((place, record))
        });
    }
    let mut records = Vec::with_capacity(calls.len());
    while let Some(call) = calls.join_next().await {
        let call = call.map_err(|error| {
            tracing::error!(panicked = error.is_panic(), "a call broke off");
            ProblemCode::Internal
        })?;
        records.push(call?);
    }
    records.sort_by_key(|(place, _)| *place);
    Ok(records.into_iter().map(|(_, record)| record).collect())
}
