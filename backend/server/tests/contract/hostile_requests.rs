//! Requests that are too large or ambiguous: heads, addresses and bodies.

use reqwest::Method;

use crate::rig::{Rig, TENANT_HEADER, sandbox, send, serve, settings};
use crate::smuggling::{event, said_to};

fn status_of(said: &str) -> &str {
    said.get(9..12).unwrap_or(said)
}

#[tokio::test]
async fn an_endless_head_is_rejected_and_the_server_continues() {
    let sandbox = sandbox().await;
    let server = serve(settings(&sandbox)).await;
    let get = |target: &str, headers: &str| {
        format!(
            "GET {target} HTTP/1.1\r\nhost: x\r\n{TENANT_HEADER}: acme\r\nconnection: close\r\n{headers}\r\n"
        )
    };
    let many = (0..5_000).map(|name| format!("x-{name}: 1\r\n"));
    let many = many.collect::<Vec<_>>().concat();
    let long = "a".repeat(1_000_000);
    for (sent, statuses) in [
        (get("/api/chakra/status", &many), &["431"][..]),
        (
            get("/api/chakra/status", &format!("x-long: {long}\r\n")),
            &["431"],
        ),
        (
            get("/api/chakra/status", &format!("cookie: {long}\r\n")),
            &["431"],
        ),
        (
            get("/api/chakra/status", &format!("{long}: 1\r\n")),
            &["431", "400"],
        ),
        (
            get(&format!("/api/chakra/status?{long}"), ""),
            &["414", "431"],
        ),
        (
            get(&format!("/{}", "/".repeat(1_000_000)), ""),
            &["414", "431"],
        ),
        (format!("{long} / HTTP/1.1\r\n\r\n"), &["400", "431"]),
        (long.clone(), &["400", "431"]),
    ] {
        let said = said_to(&server, &sent).await;
        // The response may be lost if the server closes while the rest is still being sent.
        let is_refused = said.is_empty() || statuses.contains(&status_of(&said));
        assert!(is_refused, "{}…: {said}", &sent[..90]);
    }
    let said = said_to(&server, &get("/api/chakra/status", "")).await;
    assert_eq!(status_of(&said), "200", "{said}");
}

#[tokio::test]
async fn bodies_are_limited_and_trailers_ignored() {
    let sandbox = sandbox().await;
    let server = serve(settings(&sandbox)).await;
    let close = "connection: close\r\n";
    let chunk = format!("{:x}\r\n{}\r\n", 50_000, " ".repeat(50_000));
    let small = r#"{"event":"x"}"#;
    let chunked = format!("{:x}\r\n{small}\r\n", small.len());
    for (headers, rest, status) in [
        (
            "content-length: 999999999999\r\n".to_owned(),
            String::new(),
            "413",
        ),
        (
            "transfer-encoding: chunked\r\n".to_owned(),
            chunk.repeat(3),
            "413",
        ),
        // A trailer after the body does not count as a header.
        (
            format!("transfer-encoding: chunked\r\ntrailer: {TENANT_HEADER}\r\n"),
            format!("{chunked}0\r\n{TENANT_HEADER}: victim\r\ncontent-type: text/plain\r\n\r\n"),
            "202",
        ),
        // Chunk extensions are ignored, and have a maximum length.
        (
            "transfer-encoding: chunked\r\n".to_owned(),
            format!("{:x};a=b\r\n{small}\r\n0\r\n\r\n", small.len()),
            "202",
        ),
        (
            "transfer-encoding: chunked\r\n".to_owned(),
            format!("1;{}\r\n{{\r\n0\r\n\r\n", "a".repeat(100_000)),
            "400",
        ),
    ] {
        let sent = event(&format!("{headers}{close}"), &rest);
        let said = said_to(&server, &sent).await;
        assert_eq!(status_of(&said), status, "{headers:?}: {said}");
    }
}

#[tokio::test]
async fn duplicate_content_types_are_rejected() {
    let rig = Rig::start().await;
    for (types, status) in [
        (&["application/json"][..], 202),
        (&["application/json; charset=utf-8"], 202),
        (&["application/json", "text/plain"], 415),
        (&["text/plain", "application/json"], 415),
        (&["application/json", "application/json"], 415),
        (&["application/json, text/plain"], 415),
        (&["application/jsonp"], 415),
        (&["text/plain; application/json"], 415),
        (&["multipart/form-data; boundary=application/json"], 415),
        (&[], 415),
    ] {
        let request = rig.request("acme", Method::POST, "connect-event");
        let request = request.body(r#"{"event":"x"}"#);
        let request = types
            .iter()
            .fold(request, |request, it| request.header("content-type", *it));
        let answer = send(request).await;
        assert_eq!(answer.status, status, "{types:?}: {}", answer.text);
    }
}

#[tokio::test]
async fn only_the_exact_path_and_the_method_name_a_call() {
    let sandbox = sandbox().await;
    let mut settings = settings(&sandbox);
    let secret = "hostile0123456789hostile0123456789";
    settings.webhook_secrets = vec![secret.parse().unwrap()];
    let server = serve(settings).await;
    let ask = async |method: &str, target: &str, headers: &str| {
        let sent = format!(
            "{method} {target} HTTP/1.1\r\nhost: x\r\n{TENANT_HEADER}: acme\r\ncontent-length: 0\r\nconnection: close\r\n{headers}\r\n"
        );
        let said = said_to(&server, &sent).await;
        (status_of(&said).to_owned(), said)
    };
    for (target, status) in [
        ("/api/chakra/status", "200"),
        ("/api/chakra/status?_method=POST", "200"),
        // Added by some frameworks' proxies.
        ("/api/chakra/status/", "200"),
        ("/api/chakra/status/?x=/", "200"),
        // The absolute form, as sent to a proxy: its host has no effect.
        ("http://evil.example/api/chakra/status", "200"),
        ("/api/chakra/sta%74us", "404"),
        ("/api/chakra/status%00", "404"),
        ("/api/chakra%2fstatus", "404"),
        ("/api%2fchakra%2fstatus", "404"),
        ("/api/chakra/%2e%2e/chakra/status", "404"),
        ("/api/chakra/../chakra/status", "404"),
        ("/api/chakra/./status", "404"),
        ("/api/chakra//status", "404"),
        ("//api/chakra/status", "404"),
        ("/api/chakra/status//", "404"),
        ("/api/chakra/status/%2f", "404"),
        ("/api/chakra/status/.", "404"),
        ("/api/chakra//status/", "404"),
        ("/api/chakra/status;a=b", "404"),
        ("/api/chakra/status%20", "404"),
        ("/api/chakra/STATUS", "404"),
        ("/API/chakra/status", "404"),
        ("/api/chakra/connect-token", "405"),
        ("/api/chakra/disconnect", "405"),
        ("/api/chakra/disconnect/", "405"),
    ] {
        let (told, said) = ask("GET", target, "").await;
        assert_eq!(told, status, "{target}: {said}");
    }
    for (target, status) in [
        ("/webhooks/chakra", "401"),
        ("/webhooks/chakra/", "401"),
        ("/webhooks/chakra/plugin/", "401"),
        ("/webhooks/chakra//", "404"),
        ("/webhooks/chakra//plugin", "404"),
        ("/webhooks/chakra/plugin//", "404"),
        ("/webhooks//chakra", "404"),
    ] {
        let (told, said) = ask("POST", target, "").await;
        assert_eq!(told, status, "{target}: {said}");
    }
    for name in [
        "x-http-method-override",
        "x-http-method",
        "x-method-override",
    ] {
        let (told, said) = ask(
            "GET",
            "/api/chakra/disconnect",
            &format!("{name}: POST\r\n"),
        )
        .await;
        assert_eq!(told, "405", "{name}: {said}");
    }
    for header in ["x-original-url", "x-rewrite-url", "x-forwarded-prefix"] {
        let headers = format!("{header}: /api/chakra/status\r\n");
        let (told, said) = ask("GET", "/api/chakra/nothing", &headers).await;
        assert_eq!(told, "404", "{header}: {said}");
    }
    for method in ["get", "TRACE", "CONNECT", "TRACK", "PROPFIND", "STATUS"] {
        let (told, said) = ask(method, "/api/chakra/status", "").await;
        assert!(told.starts_with('4'), "{method}: {said}");
        assert!(!said.contains("not_connected"), "{method}: {said}");
    }
}

#[tokio::test]
async fn a_body_is_parsed_in_one_way_or_rejected() {
    let rig = Rig::start().await;
    let deep =
        |levels: usize, inner: &str| format!("{}{inner}{}", "[".repeat(levels), "]".repeat(levels));
    for (body, status) in [
        (r#"{"intent":"connect","more":1}"#.to_owned(), 200),
        (
            r#"{"__proto__":{"pluginId":"x","intent":"steal"}}"#.to_owned(),
            200,
        ),
        (
            r#"{"constructor":{"prototype":{"pluginId":"x"}}}"#.to_owned(),
            200,
        ),
        (r#"{"intent":"steal","intent":"connect"}"#.to_owned(), 200),
        (r#"{"intent":"connect","intent":"steal"}"#.to_owned(), 400),
        (format!(r#"{{"more":{}}}"#, deep(10_000, "1")), 400),
        (deep(10_000, "{}"), 400),
        ("[".repeat(60_000), 400),
        (r#"{"a":"#.repeat(12_000), 400),
        (r#"{"more":1e400}"#.to_owned(), 400),
        (r#"{"more":NaN}"#.to_owned(), 400),
        (r#"{"more":01}"#.to_owned(), 400),
        (r#"{"pluginId":"\ud800"}"#.to_owned(), 400),
        (r#"{"pluginId":"a\u0000b"}"#.to_owned(), 403),
        (r#"{"pluginId":"../p"}"#.to_owned(), 403),
        ("{} {}".to_owned(), 400),
        ("{}\0".to_owned(), 400),
        ("\u{feff}{}".to_owned(), 400),
        ("/**/{}".to_owned(), 400),
        ("{'intent':'connect'}".to_owned(), 400),
    ] {
        let request = rig.request("acme", Method::POST, "connect-token");
        let request = request.header("content-type", "application/json");
        let answer = send(request.body(body.clone())).await;
        assert_eq!(answer.status, status, "{:.60}: {}", body, answer.text);
    }
    for body in [
        &b"{\"event\":\"\xc0\xa2\"}"[..],
        b"\xff\xfe{\0}\0",
        b"{\"event\":\"\xed\xa0\x80\"}",
    ] {
        let request = rig.request("acme", Method::POST, "connect-event");
        let request = request.header("content-type", "application/json");
        assert_eq!(
            send(request.body(body.to_vec())).await.status,
            400,
            "{body:?}"
        );
    }
    assert_eq!(rig.plugin_count("acme"), 1);
}
