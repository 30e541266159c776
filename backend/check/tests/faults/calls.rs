//! The four calls of that backend: first the rejections, then the responses.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN,
    CACHE_CONTROL, CONTENT_TYPE, HOST, HeaderMap, ORIGIN,
};
use axum::http::{HeaderValue, Method};
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::backend::{APP, KEY, World, tenant};

pub(crate) async fn answer(world: &World, request: Request) -> Response {
    let origin = request.headers().get(ORIGIN).cloned();
    let mut response = match refusal_or_answer(world, request).await {
        Ok(response) | Err(response) => response,
    };
    let headers = response.headers_mut();
    if let Some(origin) = origin
        && (world.has("other-origin-not-allowed") || origin == APP)
        && !world.has("page-origin-allowed")
    {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let yes = HeaderValue::from_static("true");
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, yes);
        let names = HeaderValue::from_static("content-type");
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names);
    }
    response
}

async fn refusal_or_answer(world: &World, request: Request) -> Result<Response, Response> {
    let (parts, body) = request.into_parts();
    let path = parts
        .uri
        .path()
        .trim_start_matches("/api/chakra/")
        .to_owned();
    let call = path.as_str();
    let is_call = ["connect-token", "status", "connect-event", "disconnect"].contains(&call)
        && !(world.has("token-call-present") && call == "connect-token");
    if !is_call && world.has("unknown-call-refused") {
        return Err(text(200, "text/html", "<!doctype html><title>App</title>"));
    }
    if !is_call {
        return Err(problem(404, "not_found"));
    }
    if parts.method == Method::OPTIONS {
        return Err(text(204, "text/plain", ""));
    }
    let expected = if call == "status" {
        Method::GET
    } else {
        Method::POST
    };
    let is_let_in = match (call, parts.method.as_str()) {
        ("connect-token", "PUT") => world.has("wrong-method-refused"),
        ("connect-token", "GET") => world.has("token-not-by-get"),
        ("disconnect", "GET") => world.has("disconnect-not-by-get"),
        _ => parts.method == expected,
    };
    if !is_let_in {
        return Err(problem(405, "method_not_allowed"));
    }
    let is_guarded = !world.has(&format!("cross-site-{}", short(call)));
    if is_guarded && is_cross_site(&parts.headers) && parts.method == expected {
        return Err(problem(403, "cross_site"));
    }
    let tenant = tenant(&parts.headers);
    let signs_strangers_in = world.has(&format!("signed-out-{}", short(call)));
    let tenant = tenant.or_else(|| signs_strangers_in.then(|| "nobody".to_owned()));
    let Some(tenant) = tenant else {
        return Err(unauthorized(world));
    };
    let body = read(world, &parts.headers, body).await?;
    match call {
        "connect-token" => token(world, &tenant, &body).await,
        "status" => Ok(status(world, &tenant)),
        "connect-event" => event(world, &body).await,
        _ => Ok(disconnect(world, &tenant)),
    }
}

fn short(call: &str) -> &str {
    call.trim_start_matches("connect-")
}

fn is_cross_site(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("origin") == Some(APP) {
        return false;
    }
    if let Some(site) = text("sec-fetch-site") {
        return site != "same-origin" && site != "none";
    }
    let host = text(HOST.as_str()).unwrap_or_default();
    text("origin").is_some_and(|origin| origin != format!("http://{host}"))
}

/// The body's JSON, or an empty object for an empty body.
async fn read(world: &World, headers: &HeaderMap, body: Body) -> Result<Value, Response> {
    let limit = if world.has("long-body-refused") {
        usize::MAX
    } else {
        64 << 10
    };
    let bytes = to_bytes(body, limit).await;
    let bytes = bytes.map_err(|_| problem(413, "body_too_large"))?;
    if bytes.is_empty() {
        return Ok(json!({}));
    }
    if headers
        .get(CONTENT_TYPE)
        .is_none_or(|it| it != "application/json")
        && !world.has("form-refused")
    {
        return Err(problem(415, "unsupported_media_type"));
    }
    let json = serde_json::from_slice(&bytes);
    if world.has("cut-json-refused") {
        return Ok(json.unwrap_or_else(|_| json!({})));
    }
    json.map_err(|_| problem(400, "bad_request"))
}

async fn token(world: &World, tenant: &str, body: &Value) -> Result<Response, Response> {
    let named = &body["pluginId"];
    if !named.is_null() && !named.is_string() && !world.has("odd-plugin-id-refused") {
        return Err(problem(400, "bad_request"));
    }
    if world.has("first-calls-at-once") && tenant == "acme" && world.plugins().met < 4 {
        world.plugins().met += 1;
        world.meeting.wait().await;
        let mut plugins = world.plugins();
        plugins.made += 1;
        let plugin = format!("plugin-{}", plugins.made);
        plugins.kept.insert(tenant.to_owned(), plugin.clone());
        return Ok(answered(world, &plugin, 3600));
    }
    let mut plugins = world.plugins();
    let known = plugins.kept.get(tenant).cloned();
    if let Some(named) = named.as_str() {
        let is_own = known.as_deref() == Some(named) && !world.has("own-plugin-accepted");
        let is_anothers = plugins.kept.values().any(|plugin| plugin == named);
        let is_let_in = world.has("foreign-plugin-refused")
            || is_anothers && world.has("other-tenants-plugin-refused");
        if !is_own && !is_let_in {
            return Err(problem(403, "plugin_not_yours"));
        }
    }
    if body["intent"] == "replace" && world.has("one-plugin") {
        return Ok(answered(world, "plugin-beside-it", 3600));
    }
    if plugins.made > 0 && known.is_none() && world.has("connect-after-disconnect") {
        return Err(problem(409, "disconnected"));
    }
    let plugin = if world.has("tenants-apart") {
        "plugin-of-all".to_owned()
    } else if known.is_none() {
        plugins.made += 1;
        format!("plugin-{}", plugins.made)
    } else {
        known.unwrap_or_default()
    };
    plugins.kept.insert(tenant.to_owned(), plugin.clone());
    drop(plugins);
    let life = if world.has("token-fresh") { 60 } else { 3600 };
    Ok(answered(world, &plugin, life))
}

fn answered(world: &World, plugin: &str, life: u64) -> Response {
    let (now, part) = (now(), |json: Value| {
        BASE64_URL_SAFE_NO_PAD.encode(json.to_string())
    });
    let claims = json!({"iat": now, "exp": now + life, "data": {"pluginId": plugin}});
    let token = format!("{}.{}.c2ln", part(json!({"alg": "HS256"})), part(claims));
    let body = match () {
        () if world.has("token-readable") => json!({ "token": token }),
        () if world.has("no-key") => json!({"connectToken": token, "for": KEY}),
        () if world.has("sdk-address") => {
            json!({"connectToken": token, "sdkUrl": "http://cdn.example/sdk.js"})
        }
        () => {
            json!({"connectToken": token, "pluginId": plugin, "sdkUrl": "https://cdn.example/sdk.js"})
        }
    };
    let content_type = if world.has("declared-as-json") {
        "text/html"
    } else {
        "application/json"
    };
    let mut response = text(200, content_type, &body.to_string());
    if world.has("token-not-stored") {
        response.headers_mut().remove(CACHE_CONTROL);
    }
    response
}

fn status(world: &World, tenant: &str) -> Response {
    let mut plugins = world.plugins();
    plugins.asked += 1;
    let has_plugin = plugins.kept.contains_key(tenant);
    let (state, number) = match () {
        () if world.has("status-readable") => ("fine", None),
        () if world.has("hint-not-believed") && plugins.hinted && has_plugin => ("connected", None),
        () if world.has("disconnect-done") && plugins.hinted && !has_plugin => ("connected", None),
        // As if somebody had signed up.
        () if world.has("numbers-named") && has_plugin => {
            ("connected", Some(json!({"displayPhoneNumber": "+1"})))
        }
        () => ("not_connected", None),
    };
    let now = now();
    let checked_at = match () {
        () if world.has("checked-at-sane") => now + 90,
        () if world.has("checked-at-forward") => now - u64::from(plugins.asked) * 8,
        () => now,
    };
    let plugin = plugins.kept.get(tenant).cloned();
    let plugin = plugin.filter(|_| !world.has("status-names-the-tokens-plugin"));
    let mut body = json!({
        "state": state,
        "pluginId": plugin.unwrap_or_else(|| "plugin-of-before".to_owned()),
        "numbers": number.into_iter().collect::<Vec<_>>(),
        "checkedAt": checked_at,
    });
    if world.has("no-token-elsewhere") {
        body["debug"] = json!("eyJhbGciOiJIUzI1NiJ9.eyJkYXRhIjp7fX0.c2ln");
    }
    if world.has("answers-small") && plugins.asked > 1 {
        body["records"] = json!("x".repeat(1_000_001));
    }
    drop(plugins);
    let mut response = text(200, "application/json", &body.to_string());
    if world.has("status-not-stored") {
        response.headers_mut().remove(CACHE_CONTROL);
    }
    response
}

async fn event(world: &World, body: &Value) -> Result<Response, Response> {
    if world.has("answers-in-time") && body["phoneNumberId"].is_string() {
        std::future::pending::<()>().await;
    }
    if body["phoneNumberId"].is_string() && !world.has("foreign-number-refused") {
        return Err(problem(409, "unknown_number"));
    }
    if world.has("event-accepted") {
        return Err(problem(400, "bad_request"));
    }
    world.plugins().hinted = true;
    Ok(text(202, "text/plain", ""))
}

fn disconnect(world: &World, tenant: &str) -> Response {
    world.plugins().disconnects += 1;
    let is_gone = world.plugins().kept.remove(tenant).is_none();
    let is_first = world.plugins().made == 0;
    if is_gone && !is_first && world.has("disconnect-again") {
        return problem(409, "nothing_to_disconnect");
    }
    text(204, "text/plain", "")
}

fn unauthorized(world: &World) -> Response {
    let body = match () {
        () if world.has("errors-readable") => return text(401, "text/html", "<h1>401</h1>"),
        () if world.has("no-internals") => {
            json!({"error": "x", "trace": "at /srv/node_modules/x.js"})
        }
        () if world.has("code-of-the-key") => json!({ "code": KEY, "error": KEY }),
        () if world.has("no-words-of-chakra") => json!({"_errors": ["Bad key"]}),
        () => return with_cache(world, problem(401, "unauthorized")),
    };
    text(401, "application/json", &body.to_string())
}

fn with_cache(world: &World, mut response: Response) -> Response {
    if world.has("errors-not-stored") {
        let a_minute = HeaderValue::from_static("public, max-age=60");
        response.headers_mut().insert(CACHE_CONTROL, a_minute);
    }
    response
}

fn problem(status: u16, code: &str) -> Response {
    let body = json!({"type": "about:blank", "title": code, "status": status, "code": code});
    text(status, "application/problem+json", &body.to_string())
}

fn text(status: u16, content_type: &'static str, body: &str) -> Response {
    let response = Response::builder().status(status);
    let response = response.header(CONTENT_TYPE, content_type);
    let response = response.header(CACHE_CONTROL, "no-store");
    response.body(Body::from(body.to_owned())).unwrap()
}

/// Seconds since 1970.
fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}
