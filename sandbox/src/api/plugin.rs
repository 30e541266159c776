//! Endpoints 2, 3, 5 to 8 and 11: plugins, their settings and their accounts.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::envelope::{JsonBody, Refusal, data};
use crate::plugin::{Client, Plugin};
use crate::world::{Contents, Shared};

fn plugin_data(contents: &Contents, plugin_id: &str) -> Result<Response, Refusal> {
    let plugin = contents.records.plugin(plugin_id)?;
    Ok(data(plugin.record(&contents.records.team_id)))
}

#[derive(Deserialize)]
pub(crate) struct CreatePlugin {
    r#type: String,
    name: String,
}

/// Endpoint 5.
pub(crate) async fn create(
    State(shared): State<Shared>,
    JsonBody(body): JsonBody<CreatePlugin>,
) -> Result<Response, Refusal> {
    if body.r#type != "whatsapp" || body.name.trim().is_empty() {
        return Err(Refusal::bad_request(
            "A plugin needs the type \"whatsapp\" and a name",
        ));
    }
    let mut contents = shared.open();
    let plugin = Plugin::new(&body.name, Client::default());
    let plugin_id = contents.records.add_plugin(plugin);
    plugin_data(&contents, &plugin_id)
}

/// Endpoint 6.
pub(crate) async fn read(
    State(shared): State<Shared>,
    Path(plugin_id): Path<String>,
) -> Result<Response, Refusal> {
    plugin_data(&shared.open(), &plugin_id)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdatePlugin {
    plugin_id: Option<String>,
    is_active: Option<bool>,
    server_config: Option<Map<String, Value>>,
}

/// Endpoint 7. Replaces `serverConfig` as a whole, as integrations expect that read, merge and write it.
///
/// GUESS: switching a plugin off leaves its account and numbers in the records.
pub(crate) async fn update(
    State(shared): State<Shared>,
    Path(plugin_id): Path<String>,
    JsonBody(body): JsonBody<UpdatePlugin>,
) -> Result<Response, Refusal> {
    if body.plugin_id.is_some_and(|id| id != plugin_id) {
        return Err(Refusal::bad_request("pluginId differs from the path's"));
    }
    let mut contents = shared.open();
    let plugin = contents.records.plugin_mut(&plugin_id)?;
    if let Some(is_active) = body.is_active {
        plugin.is_active = is_active;
    }
    if let Some(server_config) = body.server_config {
        plugin.server_config = server_config;
    }
    plugin_data(&contents, &plugin_id)
}

/// Endpoint 8.
pub(crate) async fn remove(
    State(shared): State<Shared>,
    Path(plugin_id): Path<String>,
) -> Result<Response, Refusal> {
    shared.open().records.delete_plugin(&plugin_id)?;
    Ok(data(json!({"success": true})))
}

/// Endpoint 2.
pub(crate) async fn read_config(
    State(shared): State<Shared>,
    Path(plugin_id): Path<String>,
) -> Result<Response, Refusal> {
    Ok(data(shared.open().records.plugin(&plugin_id)?.config()))
}

/// Endpoint 3.
pub(crate) async fn update_config(
    State(shared): State<Shared>,
    Path(plugin_id): Path<String>,
    JsonBody(body): JsonBody<Map<String, Value>>,
) -> Result<Response, Refusal> {
    let mut contents = shared.open();
    contents.records.plugin_mut(&plugin_id)?.update_config(body);
    Ok(data(json!({"success": true})))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OfPlugin {
    plugin_id: Option<String>,
}

/// Endpoint 11. GUESS: without `pluginId`, the accounts of the whole team.
pub(crate) async fn list_accounts(
    State(shared): State<Shared>,
    Query(query): Query<OfPlugin>,
) -> Result<Response, Refusal> {
    let contents = shared.open();
    let accounts: Vec<Value> = match query.plugin_id {
        Some(plugin_id) => contents.records.plugin(&plugin_id)?.account_records(),
        None => contents
            .records
            .plugins()
            .flat_map(Plugin::account_records)
            .collect(),
    };
    Ok(data(accounts))
}
