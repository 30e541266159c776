//! One function on another origin, one POST with `action`, a bearer token: the page sets four functions.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Method};
use axum::response::{Html, Response};
use axum::routing::{get, post};
use chakra_backend::chakra::{ChakraError, PhoneRecord};
use chakra_e2e::{Rig, Site, names, sandbox};
use chakra_sandbox::{Endpoint, Sandbox};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower_http::cors::{Any, CorsLayer};
use tower_http::services::ServeDir;

use super::{Books, RAW, folder, json_answer, read_body, tells, words_of};

const PAGE: &str = "/edge-function/index.html";
const BEARER: &str = "Bearer of-the-customer";

/// The function's address in the example, which does not exist.
const PLACEHOLDER: &str = "https://project.example/functions/v1/chakra-connect";

/// Serves the function on its own origin, for pages of any origin.
async fn start_function(books: Books) -> String {
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::POST])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE]);
    let function = Router::new()
        .route("/functions/v1/chakra-connect", post(chakra_connect))
        .layer(cors)
        .with_state(books);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    // Ends with the test's runtime.
    tokio::spawn(async move { axum::serve(listener, function).await });
    format!("http://{address}/functions/v1/chakra-connect")
}

fn refusal(status: u16, error: &str) -> Response {
    json_answer(status, &json!({ "ok": false, "error": error }))
}

async fn chakra_connect(State(books): State<Books>, headers: HeaderMap, body: Bytes) -> Response {
    if headers.get(AUTHORIZATION).is_none_or(|it| it != BEARER) {
        return refusal(401, "unauthorized");
    }
    let body = read_body(&body);
    let answer = match body["action"].as_str() {
        Some("create_token") => create_token(&books, &body).await,
        Some("refresh_status") => refresh_status(&books).await,
        Some("save_connection") => save_connection(&books, &body).await,
        Some("disconnect") => disconnect(&books).await,
        _ => return refusal(400, "unknown_action"),
    };
    answer.unwrap_or_else(|error| refusal(500, &format!("chakra_502:{}", words_of(error))))
}

/// Returns no plugin id: the widget reads it from the token and sends it back.
async fn create_token(books: &Books, body: &Value) -> Result<Response, ChakraError> {
    let plugin = body["pluginId"].as_str().map(str::to_owned);
    if let Some(fault) = books.hear("token", json!(plugin)) {
        return Ok(fault);
    }
    if plugin.is_some() && plugin != books.plugin() {
        return Ok(refusal(403, "admin_required"));
    }
    let (token, _) = books.token(plugin).await?;
    let answer = json!({ "ok": true, "connectToken": token, "expiresInSeconds": 3600 });
    Ok(json_answer(200, &answer))
}

async fn refresh_status(books: &Books) -> Result<Response, ChakraError> {
    if let Some(fault) = books.hear("status", Value::Null) {
        return Ok(fault);
    }
    let (record, mut phones) = books.records().await?.unwrap_or_default();
    if let Some(chosen) = &books.kept().chosen {
        phones.retain(|phone| phone.phone_number_id == *chosen);
    }
    let status = match phones.len() {
        0 if record.account_ids.is_empty() => "none",
        _ if !record.is_active => "inactive",
        0 => "account_only",
        1 => "active",
        _ => "several",
    };
    let phones: Vec<_> = phones.iter().map(row).collect();
    let answer = json!({ "ok": true, "status": status, "phones": phones });
    Ok(json_answer(200, &answer))
}

/// A phone number as a database row.
fn row(phone: &PhoneRecord) -> Value {
    json!({
        "phone_number_id": phone.phone_number_id,
        "phone_number": phone.display_phone_number,
        "verified_name": phone.verified_name,
    })
}

/// Stores the customer's choice if Chakra has the number for this customer.
async fn save_connection(books: &Books, body: &Value) -> Result<Response, ChakraError> {
    if let Some(fault) = books.hear("choice", body["phoneNumberId"].clone()) {
        return Ok(fault);
    }
    let (_, phones) = books.records().await?.unwrap_or_default();
    let Some(wished) = body["phoneNumberId"].as_str() else {
        let rows: Vec<_> = phones.iter().map(row).collect();
        let answer = json!({ "ok": false, "error": "phone_selection_required", "phones": rows });
        return Ok(json_answer(409, &answer));
    };
    if !phones.iter().any(|phone| phone.phone_number_id == wished) {
        return Ok(refusal(400, "selected_phone_not_found"));
    }
    books.kept().chosen = Some(wished.to_owned());
    let webhook = json!({ "configured": false, "url": null });
    let answer = json!({ "ok": true, "saved": [wished], "webhook": webhook });
    Ok(json_answer(200, &answer))
}

async fn disconnect(books: &Books) -> Result<Response, ChakraError> {
    if let Some(fault) = books.hear("disconnect", Value::Null) {
        return Ok(fault);
    }
    books.disconnect().await?;
    Ok(json_answer(200, &json!({ "ok": true })))
}

/// The page, with the two addresses that are known only at run time.
fn app(sandbox: &Sandbox, function: &str) -> Router {
    let folder = folder("edge-function");
    let html = std::fs::read_to_string(folder.join("index.html")).unwrap();
    assert_eq!(html.matches(PLACEHOLDER).count(), 1);
    let sdk_url = sandbox.sdk_url();
    let html = html.replace(PLACEHOLDER, function).replace(
        "<chakra-whatsapp-connect ",
        &format!("<chakra-whatsapp-connect sdk-url=\"{sdk_url}\" "),
    );
    Router::new()
        .route(PAGE, get(async move || Html(html)))
        .nest_service("/edge-function", ServeDir::new(folder))
}

async fn opened() -> (Rig<Site>, Books, Sandbox) {
    let sandbox = sandbox().await;
    let books = Books::new(&sandbox);
    let function = start_function(books.clone()).await;
    let rig = Rig::with_calls(app(&sandbox, &function)).await;
    (rig, books, sandbox)
}

/// Signs in as a sign-in library does. Every call before that is rejected.
async fn sign_in(rig: &Rig<Site>, books: &Books) {
    tells(&rig.page, PAGE, "status", "backend_unauthorized").await;
    assert!(books.kept().heard.is_empty());
    let body = "sessionStorage.setItem('access-token', 'of-the-customer'); return null;";
    let _: Value = rig.page.run(body, &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_way() {
    let (rig, books, sandbox) = opened().await;
    let (page, widget) = (&rig.page, rig.page.widget());
    sign_in(&rig, &books).await;
    widget.click("Try again").await;
    widget.becomes("not_connected").await;

    // The second token is for the same plugin, whose id only the first token contained.
    widget.tell("widget.reset()").await;
    page.has_heard("chakra-ready", 2).await;
    let plugin = books.plugin();
    assert_eq!(books.heard("token"), [Value::Null, json!(plugin)]);

    widget.sign_up("finish").await;
    widget.becomes("connected").await;
    page.has_heard("chakra-connected", 1).await;
    assert_eq!(page.outcomes().await[1].detail["verified"], true);
    assert_eq!(books.plugin(), plugin);
    let shown = widget.words().await;
    let phones = books.records().await.unwrap().unwrap().1;
    let number = phones[0].display_phone_number.as_deref().unwrap();
    assert!(shown.contains(number), "{shown}");
    assert!(books.heard("choice").is_empty(), "nothing to choose");

    let tokens = sandbox.log().tokens_minted;
    page.reload().await;
    widget.becomes("connected").await;
    page.settles().await;
    assert_eq!(widget.words().await, shown);
    assert_eq!(sandbox.log().tokens_minted, tokens);
    assert_eq!(names(&page.events().await), ["chakra-statechange"]);

    widget.click("Disconnect").await;
    widget.click("Disconnect").await;
    page.has_heard("chakra-disconnected", 1).await;
    widget.becomes("not_connected").await;
    assert_eq!(sandbox.log().count(Endpoint::DeletePlugin), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_choice_among_several_numbers() {
    let (rig, books, _sandbox) = opened().await;
    let (page, widget) = (&rig.page, rig.page.widget());
    sign_in(&rig, &books).await;
    // Records what the example's function receives.
    let look_on = "(window.seen = [], window.send = widget.sendEvent, widget.sendEvent = (given) =>
        (seen.push([given.event ?? 'choice', Object.keys(given).join()]), send(given)))";
    widget.tell(look_on).await;
    // Setting a function after a rejection triggers a new request immediately.
    widget.becomes("not_connected").await;
    widget.sign_up("several_numbers").await;
    widget.becomes("choose_number").await;
    // A rejected choice is reported once, and the choice stays open.
    let refused = json!({ "ok": false, "error": "chakra_webhook_conflict", "message": RAW });
    books.fail("choice", 409, &refused);
    let seen: Vec<(String, String)> = page.run("return window.seen", &[]).await;
    assert!(!seen.is_empty(), "the signup's end is reported");
    for (event, given) in seen {
        assert_eq!((&*event, &*given), ("finished", "attemptId,event,data"));
    }
    let choices = widget.buttons().await;
    widget.click(&choices[1]).await;
    page.has_outcomes(2).await;
    let told = &page.outcomes().await[1];
    assert_eq!(
        (told.text("code"), told.text("call")),
        ("backend_rejected", "choice")
    );
    assert_eq!(widget.state().await, "choose_number");
    books.recover();
    widget.click(&choices[1]).await;
    widget.becomes("connected").await;
    let chosen = books.kept().chosen.clone().unwrap();
    assert_eq!(books.heard("choice"), [&*chosen, &*chosen]);
    page.has_heard("chakra-connected", 1).await;
    let numbers = page.outcomes().await[2].detail["numbers"].clone();
    assert_eq!(numbers.as_array().map(Vec::len), Some(1));
    assert_eq!(numbers[0]["phoneNumberId"], json!(chosen));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_form_of_error() {
    let (rig, books, _sandbox) = opened().await;
    let page = &rig.page;
    sign_in(&rig, &books).await;
    for (call, status, error, code) in [
        ("status", 401, "unauthorized", "backend_unauthorized"),
        ("status", 403, "admin_required", "backend_forbidden"),
        ("status", 405, "method_not_allowed", "backend_rejected"),
        (
            "status",
            503,
            "chakra_not_configured",
            "backend_unavailable",
        ),
        // As if the status were lost.
        ("token", 200, "unauthorized", "backend_unauthorized"),
        ("token", 403, "permission_required", "backend_forbidden"),
        ("token", 502, "chakra_token_missing", "backend_unavailable"),
        (
            "token",
            500,
            "chakra_404:Plugin not found",
            "plugin_not_found",
        ),
    ] {
        let body = json!({ "ok": false, "error": error, "message": RAW });
        books.fail(call, status, &body);
        tells(page, PAGE, call, code).await;
    }
    books.recover();
    page.widget().click("Try again").await;
    page.widget().becomes("not_connected").await;
}
