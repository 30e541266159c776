//! Several routes, a token by GET with a query, a session cookie: the page sets one attribute and one function.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, Request, State};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use chakra_e2e::{Rig, Site, names, sandbox};
use chakra_sandbox::{Endpoint, Sandbox};
use serde::Deserialize;
use serde_json::{Value, json};
use tower_http::services::ServeDir;

use super::{Books, RAW, folder, json_answer, read_body, tells, words_of};

const PAGE: &str = "/express-backend/";
const COOKIE_OF_THE_CUSTOMER: &str = "session=of-the-customer";

fn app(books: Books) -> Router {
    let calls = Router::new()
        .route("/status", get(status))
        .route("/connect-token", get(connect_token))
        .route("/connect-event", post(connect_event))
        .route("/disconnect", post(disconnect))
        .layer(from_fn(signed_in))
        .with_state(books);
    Router::new()
        .nest("/api/app/chakra", calls)
        .route("/sign-in", get(sign_in))
        .nest_service("/express-backend", ServeDir::new(folder("express-backend")))
}

async fn sign_in() -> Response {
    let cookie = format!("{COOKIE_OF_THE_CUSTOMER}; HttpOnly; SameSite=Lax; Path=/");
    ([(SET_COOKIE, cookie)], "Signed in").into_response()
}

async fn signed_in(request: Request, next: Next) -> Response {
    let cookie = request.headers().get(COOKIE);
    if cookie.is_some_and(|cookie| cookie == COOKIE_OF_THE_CUSTOMER) {
        return next.run(request).await;
    }
    refusal(401, "UNAUTHORIZED")
}

/// The newer error format.
fn refusal(status: u16, code: &str) -> Response {
    json_answer(status, &newer(code))
}

fn newer(code: &str) -> Value {
    json!({ "code": code, "message": RAW, "traceId": "0f3a" })
}

/// The older error format, which passes on Chakra's message.
fn older(error: &str) -> Value {
    json!({ "message": RAW, "error": error })
}

async fn status(State(books): State<Books>) -> Response {
    if let Some(fault) = books.hear("status", Value::Null) {
        return fault;
    }
    let (record, phones) = match books.records().await {
        Ok(records) => records.unwrap_or_default(),
        Err(error) => return json_answer(500, &older(&words_of(error))),
    };
    let plugin = books.plugin();
    let is_connected = !record.account_ids.is_empty() || !record.phone_number_ids.is_empty();
    let phone = phones.first();
    json_answer(
        200,
        &json!({
            "customerId": 1,
            "customerName": "Customer",
            "hasPlugin": plugin.is_some(),
            "pluginId": plugin,
            "connected": is_connected,
            "isActive": is_connected && record.is_active,
            "whatsappPhoneNumberId": phone.map(|phone| &phone.phone_number_id),
            "whatsappPhoneDisplay": phone.map(|phone| &phone.display_phone_number),
            "hasActiveBinding": is_connected,
            "sdkUrl": books.sdk_url,
        }),
    )
}

#[derive(Deserialize)]
struct Intent {
    intent: String,
}

async fn connect_token(State(books): State<Books>, Query(query): Query<Intent>) -> Response {
    if let Some(fault) = books.hear("token", json!(query.intent)) {
        return fault;
    }
    if !["CONNECT", "REPLACE_CONNECTION"].contains(&query.intent.as_str()) {
        return refusal(400, "VALIDATION_FAILED");
    }
    match books.token(books.plugin()).await {
        Ok((token, plugin)) => json_answer(
            200,
            &json!({
                "connectToken": token,
                "pluginId": plugin,
                "sdkUrl": books.sdk_url,
                "intent": query.intent,
            }),
        ),
        Err(error) => json_answer(500, &older(&words_of(error))),
    }
}

async fn connect_event(State(books): State<Books>, body: Bytes) -> Response {
    let body = read_body(&body);
    if let Some(fault) = books.hear("event", body.clone()) {
        return fault;
    }
    let Some(plugin) = books.plugin() else {
        return refusal(400, "VALIDATION_FAILED");
    };
    json_answer(
        200,
        &json!({ "ok": true, "pluginId": plugin, "event": body["event"] }),
    )
}

async fn disconnect(State(books): State<Books>) -> Response {
    if let Some(fault) = books.hear("disconnect", Value::Null) {
        return fault;
    }
    match books.disconnect().await {
        Ok(()) => json_answer(200, &json!({ "ok": true })),
        Err(error) => json_answer(500, &older(&words_of(error))),
    }
}

async fn opened() -> (Rig<Site>, Books, Sandbox) {
    let sandbox = sandbox().await;
    let books = Books::new(&sandbox);
    let rig = Rig::with_calls(app(books.clone())).await;
    (rig, books, sandbox)
}

const SIGN_IN: &str = "const [done] = arguments; fetch('/sign-in').then(() => done());";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_way() {
    let (rig, books, sandbox) = opened().await;
    let (page, widget) = (&rig.page, rig.page.widget());
    // Without a session, every call is rejected.
    tells(page, PAGE, "status", "backend_unauthorized").await;
    assert!(books.kept().heard.is_empty());

    page.wait_for(SIGN_IN).await;
    widget.click("Try again").await;
    widget.becomes("not_connected").await;
    assert!(widget.offers_signup().await);
    widget.sign_up("finish").await;
    widget.becomes("connected").await;
    page.has_heard("chakra-connected", 1).await;
    assert_eq!(page.outcomes().await[1].detail["verified"], true);
    let shown = widget.words().await;
    let phones = books.records().await.unwrap().unwrap().1;
    let number = phones[0].display_phone_number.as_deref().unwrap();
    assert!(shown.contains(number), "{shown}");
    let events = books.heard("event");
    let events: Vec<_> = events.iter().map(|body| &body["event"]).collect();
    assert!(events.contains(&&json!("finished")), "{events:?}");

    page.reload().await;
    widget.becomes("connected").await;
    page.settles().await;
    assert_eq!(widget.words().await, shown);
    assert_eq!(sandbox.log().tokens_minted, 1);
    assert_eq!(names(&page.events().await), ["chakra-statechange"]);

    widget.tell("widget.connect({ intent: 'replace' })").await;
    page.has_heard("chakra-ready", 1).await;
    assert_eq!(books.heard("token"), ["CONNECT", "REPLACE_CONNECTION"]);
    widget.sign_up("finish").await;
    page.has_heard("chakra-connected", 1).await;
    let replaced = widget.words().await;
    assert!(!replaced.contains(number), "{replaced}");

    widget.click("Disconnect").await;
    widget.click("Disconnect").await;
    page.has_heard("chakra-disconnected", 1).await;
    widget.becomes("not_connected").await;
    assert_eq!(sandbox.log().count(Endpoint::DeletePlugin), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_form_of_error() {
    let (rig, books, _sandbox) = opened().await;
    let page = &rig.page;
    page.open("/sign-in").await;
    for (call, status, body, code) in [
        ("status", 401, older("jwt expired"), "backend_unauthorized"),
        ("status", 403, newer("FORBIDDEN"), "backend_forbidden"),
        (
            "status",
            400,
            newer("VALIDATION_FAILED"),
            "backend_rejected",
        ),
        (
            "status",
            500,
            newer("INTERNAL_ERROR"),
            "backend_unavailable",
        ),
        ("status", 500, older(RAW), "backend_unavailable"),
        ("token", 401, newer("UNAUTHORIZED"), "backend_unauthorized"),
        ("token", 403, older("not an admin"), "backend_forbidden"),
        (
            "token",
            500,
            older("Plugin 12 not found"),
            "plugin_not_found",
        ),
    ] {
        books.fail(call, status, &body);
        tells(page, PAGE, call, code).await;
    }
    books.recover();
    page.widget().click("Try again").await;
    page.widget().becomes("not_connected").await;
}

/// The plugin was deleted at Chakra: the status reports it, and the customer starts again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_plugin_is_a_clean_start() {
    let (rig, books, _sandbox) = opened().await;
    rig.page.open("/sign-in").await;
    books.fail("status", 500, &older("Plugin 12 not found"));
    rig.page.open(PAGE).await;
    rig.page.has_heard("chakra-ready", 1).await;
    rig.page.widget().becomes("not_connected").await;
    assert!(rig.page.outcomes().await.is_empty());
    assert_eq!(books.heard("token"), ["CONNECT"]);
}
