//! Chakra's HTTP API: endpoints 1, 2, 3 and 5 to 11 of chakra-protocol 1.1.
//!
//! Left out: 4, whose path is unknown; 12 to 14, which a connect flow does not need.

mod connect_token;
mod envelope;
mod phone_number;
mod plugin;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{delete, get, post, put};

pub(crate) use envelope::{JsonBody, Refusal};

use crate::endpoint::Endpoint;
use crate::gate::gated;
use crate::world::Shared;

/// The routes of the API.
pub(crate) fn router(shared: &Shared) -> Router {
    let at = |endpoint, handler| gated(shared, endpoint, handler);
    let plugin = at(Endpoint::GetPlugin, get(plugin::read))
        .merge(at(Endpoint::UpdatePlugin, put(plugin::update)))
        .merge(at(Endpoint::DeletePlugin, delete(plugin::remove)));
    Router::new()
        .route(
            "/v1/ext/whatsapp-partner/create-connect-token",
            at(Endpoint::CreateConnectToken, post(connect_token::create)),
        )
        .route(
            "/v1/ext/plugin/whatsapp/{plugin_id}/config",
            at(Endpoint::PluginConfig, get(plugin::read_config)),
        )
        .route(
            "/v1/ext/plugin/whatsapp/{plugin_id}/update-config",
            at(Endpoint::UpdateConfig, post(plugin::update_config)),
        )
        .route("/plugin", at(Endpoint::CreatePlugin, post(plugin::create)))
        .route("/plugin/{plugin_id}", plugin)
        .route(
            "/v1/ext/whatsapp-phone-number",
            at(Endpoint::ListPhoneNumbers, get(phone_number::list)),
        )
        .route(
            "/v1/ext/whatsapp-phone-number/{number_id}",
            at(Endpoint::GetPhoneNumber, get(phone_number::read)),
        )
        .route(
            "/v1/ext/whatsapp-business-account",
            at(Endpoint::ListBusinessAccounts, get(plugin::list_accounts)),
        )
        .fallback(async || Refusal::new(StatusCode::NOT_FOUND, "The stand-in has no such endpoint"))
        .with_state(shared.clone())
}
