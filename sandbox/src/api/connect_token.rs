//! Endpoint 1: creates connect tokens.

use std::time::SystemTime;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::envelope::{JsonBody, Refusal, data};
use crate::plugin::{Client, Plugin};
use crate::world::Shared;

/// Both forms in one type: `pluginId`, or the other four fields for a new plugin.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
pub(crate) struct CreateToken {
    plugin_id: Option<String>,
    new_plugin_name: Option<String>,
    client_reference_id: Option<String>,
    client_name: Option<String>,
    client_email: Option<String>,
}

impl CreateToken {
    /// The plugin to create.
    ///
    /// GUESS: name, reference and client name are all required, and none may be blank. One integration always sends all
    /// three (chakra-protocol 1.1); which are required is unknown.
    fn new_plugin(self) -> Option<Plugin> {
        let filled = |value: Option<String>| value.filter(|it| !it.trim().is_empty());
        let name = filled(self.new_plugin_name)?;
        let client = Client {
            reference_id: Some(filled(self.client_reference_id)?),
            name: Some(filled(self.client_name)?),
            email: filled(self.client_email),
        };
        Some(Plugin::new(&name, client))
    }
}

/// GUESS: both forms at once are rejected, and every request with a new name creates another plugin, even for a known
/// client (the orphan hazard, chakra-protocol 1.4).
pub(crate) async fn create(
    State(shared): State<Shared>,
    JsonBody(mut body): JsonBody<CreateToken>,
) -> Result<Response, Refusal> {
    let mut contents = shared.open();
    let plugin_id = match (body.plugin_id.take(), body.new_plugin_name.is_some()) {
        (Some(_), true) => {
            return Err(Refusal::bad_request(
                "Give pluginId or newPluginName, not both",
            ));
        }
        (Some(plugin_id), false) => plugin_id,
        (None, _) => {
            let plugin = body.new_plugin().ok_or_else(|| {
                Refusal::bad_request(
                    "Give pluginId, or newPluginName with clientReferenceId and clientName",
                )
            })?;
            contents.records.add_plugin(plugin)
        }
    };
    let records = &contents.records;
    let plugin = records.plugin(&plugin_id)?;
    let lifetime = contents.settings.token_lifetime_seconds;
    let token = shared
        .tokens
        .mint(&records.team_id, plugin, lifetime, SystemTime::now())
        .map_err(|_| {
            Refusal::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "The token could not be signed",
            )
        })?;
    contents.log.tokens_minted += 1;
    Ok(data(json!({"connectToken": token})))
}
