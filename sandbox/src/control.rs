//! The control endpoints under `/_sandbox/`: for tests and people, without a key, and not logged.

use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::{JsonBody, Refusal};
use crate::control_guard::guard;
use crate::number::NumberChange;
use crate::plugin::PluginChange;
use crate::signup::Outcome;
use crate::world::Shared;

/// The routes, to be merged with those of the API.
pub(crate) fn router(shared: &Shared) -> Router {
    Router::new()
        .route("/_sandbox/log", get(log))
        .route("/_sandbox/records", get(records))
        .route("/_sandbox/settings", get(settings).post(change_settings))
        .route("/_sandbox/reset", post(reset))
        .route("/_sandbox/number", post(change_number))
        .route("/_sandbox/plugin", post(change_plugin))
        .route("/_sandbox/signup", post(end_signup))
        .layer(middleware::from_fn(guard))
        .route("/", get(Html(include_str!("../assets/home.html"))))
        .with_state(shared.clone())
}

async fn log(State(shared): State<Shared>) -> Response {
    Json(&shared.open().log).into_response()
}

async fn records(State(shared): State<Shared>) -> Json<Value> {
    Json(shared.open().records.overview())
}

async fn settings(State(shared): State<Shared>) -> Response {
    Json(&shared.open().settings).into_response()
}

async fn change_settings(
    State(shared): State<Shared>,
    JsonBody(change): JsonBody<crate::SettingsChange>,
) -> Result<Response, Refusal> {
    let mut contents = shared.open();
    contents
        .settings
        .change(change)
        .map_err(|error| Refusal::bad_request(error.to_string()))?;
    Ok(Json(&contents.settings).into_response())
}

async fn reset(State(shared): State<Shared>) -> StatusCode {
    shared.reset();
    StatusCode::NO_CONTENT
}

/// `deny_unknown_fields` does not work with `flatten`, so the id is removed by hand.
fn take_id(body: &mut Value, name: &str) -> Result<String, Refusal> {
    match body.as_object_mut().and_then(|fields| fields.remove(name)) {
        Some(Value::String(id)) => Ok(id),
        _ => Err(Refusal::bad_request(format!("{name} is missing"))),
    }
}

fn rest<T: serde::de::DeserializeOwned>(body: Value) -> Result<T, Refusal> {
    serde_json::from_value(body).map_err(|error| Refusal::bad_request(error.to_string()))
}

async fn change_number(
    State(shared): State<Shared>,
    JsonBody(mut body): JsonBody<Value>,
) -> Result<StatusCode, Refusal> {
    let id = take_id(&mut body, "phoneNumberId")?;
    let change: NumberChange = rest(body)?;
    shared.open().records.change_number(&id, change)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn change_plugin(
    State(shared): State<Shared>,
    JsonBody(mut body): JsonBody<Value>,
) -> Result<StatusCode, Refusal> {
    let id = take_id(&mut body, "pluginId")?;
    let change: PluginChange = rest(body)?;
    shared.open().records.change_plugin(&id, &change)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EndSignup {
    plugin_id: String,
    outcome: Outcome,
}

/// Ends a signup without a browser.
async fn end_signup(
    State(shared): State<Shared>,
    JsonBody(body): JsonBody<EndSignup>,
) -> Result<Json<Value>, Refusal> {
    let callbacks = shared.open().end_signup(&body.plugin_id, body.outcome)?;
    Ok(Json(json!({"callbacks": callbacks})))
}
