//! The embed origin: `sdk.js`, the iframe, the popup, and the two calls that they make.
//!
//! GUESS: everything except the address of `sdk.js`. How Chakra's SDK creates its iframe and what they exchange is
//! unknown (chakra-protocol 2.3).

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

/// Allows the pages only their own files. The empty icon keeps browsers from requesting another.
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
            // Only reads the setting: not a customer's request, so it is not logged.
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

/// Checks a connect token for the iframe. Returns a session for the popup, so that the token itself is never in a URL.
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

/// Tells the popup whether the settings or the person decides how signups end.
async fn signup_end(State(shared): State<Shared>) -> Json<Value> {
    Json(json!({"signupEnd": shared.open().settings.signup_end}))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ChooseOutcome {
    session_id: String,
    outcome: Outcome,
}

/// Ends a signup, and returns the callbacks that the popup must forward.
///
/// GUESS: a signup that began in time may end after its token has expired.
async fn choose_outcome(
    State(shared): State<Shared>,
    JsonBody(body): JsonBody<ChooseOutcome>,
) -> Result<Response, Refusal> {
    let mut contents = shared.open();
    let plugin_id = contents.records.session_plugin(&body.session_id)?;
    let callbacks = contents.end_signup(&plugin_id, body.outcome)?;
    Ok(Json(json!({"callbacks": callbacks})).into_response())
}
