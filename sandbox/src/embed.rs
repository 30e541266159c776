//! The embed origin: `sdk.js`, the iframe, the popup, and the two calls they make.
//!
//! GUESS: everything except the address of `sdk.js`. How Chakra's SDK makes its iframe and what
//! passes between them is unknown (chakra-protocol 2.3).

use std::time::SystemTime;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::{JsonBody, Refusal};
use crate::endpoint::Endpoint;
use crate::gate::gated;
use crate::signup::Outcome;
use crate::world::Shared;

/// Path of `sdk.js` below the embed origin (chakra-protocol 2.1, CONFIRMED-CODE).
pub(crate) const SDK_PATH: &str = "/whatsapp-partner-connect/v1_0_1/sdk.js";

/// Allows the pages their own files and nothing else; the empty icon keeps browsers from asking for another.
const PAGE_POLICY: &str =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:";

/// The routes of the embed origin.
pub(crate) fn router(shared: &Shared) -> Router {
    let at = |endpoint, handler| gated(shared, endpoint, handler);
    let frame = page(include_str!("../assets/frame.html"));
    let signup = page(include_str!("../assets/signup.html"));
    let version = Router::new()
        .route(
            "/sdk.js",
            at(Endpoint::Sdk, get(script(include_str!("../assets/sdk.js")))),
        )
        .route("/frame", at(Endpoint::Frame, get(frame)))
        .route("/frame.js", get(script(include_str!("../assets/frame.js"))))
        .route(
            "/frame.css",
            get(style(include_str!("../assets/frame.css"))),
        )
        .route("/session", at(Endpoint::OpenSession, post(open_session)))
        .route("/signup", at(Endpoint::Signup, get(signup)))
        .route(
            "/signup.js",
            get(script(include_str!("../assets/signup.js"))),
        )
        .route(
            "/signup.css",
            get(style(include_str!("../assets/signup.css"))),
        )
        .route(
            "/outcome",
            // The setting alone: a look at it is no request of a customer, and is not logged.
            get(signup_end).merge(at(Endpoint::ChooseOutcome, post(choose_outcome))),
        );
    Router::new()
        .nest("/whatsapp-partner-connect/v1_0_1", version)
        .route("/", get(page(include_str!("../assets/home.html"))))
        .with_state(shared.clone())
}

fn page(html: &'static str) -> impl IntoResponse + Clone {
    ([(header::CONTENT_SECURITY_POLICY, PAGE_POLICY)], Html(html))
}

fn script(source: &'static str) -> impl IntoResponse + Clone {
    (
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")],
        source,
    )
}

fn style(source: &'static str) -> impl IntoResponse + Clone {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], source)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OpenSession {
    connect_token: String,
}

/// Checks a connect token for the iframe, and gives it a session to hand to the popup, so that the
/// token itself never stands in an address.
async fn open_session(
    State(shared): State<Shared>,
    JsonBody(body): JsonBody<OpenSession>,
) -> Result<Response, Refusal> {
    let accepted = shared
        .tokens
        .check(&body.connect_token, SystemTime::now())
        .map_err(|error| Refusal::new(StatusCode::UNAUTHORIZED, error.to_string()))?;
    let session_id = shared.open().records.open_session(&accepted.plugin_id)?;
    let session = json!({
        "sessionId": session_id,
        "expiresInMs": u64::try_from(accepted.remaining.as_millis()).unwrap_or(u64::MAX),
    });
    Ok(Json(session).into_response())
}

/// Tells the popup whether the settings or the person in it decides the outcome of signups.
async fn signup_end(State(shared): State<Shared>) -> Json<Value> {
    Json(json!({"signupEnd": shared.open().settings.signup_end}))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ChooseOutcome {
    session_id: String,
    outcome: Outcome,
}

/// Ends a signup, and tells the popup which callbacks to pass on.
///
/// GUESS: a signup that was begun in time may end after its token has expired.
async fn choose_outcome(
    State(shared): State<Shared>,
    JsonBody(body): JsonBody<ChooseOutcome>,
) -> Result<Response, Refusal> {
    let mut contents = shared.open();
    let plugin_id = contents.records.session_plugin(&body.session_id)?;
    let callbacks = contents.end_signup(&plugin_id, body.outcome)?;
    Ok(Json(json!({"callbacks": callbacks})).into_response())
}
