//! Requests from pages of other origins, and the headers that restrict responses.

use reqwest::Method;

use crate::rig::{Answer, Rig, TENANT_HEADER, request, send};

const APP: &str = "https://app.example";

/// A rig whose backend allows the pages of [`APP`].
async fn allowing() -> Rig {
    Rig::with(|settings| settings.allowed_origins = vec![APP.parse().unwrap()]).await
}

async fn call_from(rig: &Rig, method: Method, call: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = rig.request("acme", method, call);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(request).await
}

async fn disconnect_from(rig: &Rig, headers: &[(&str, &str)]) -> Answer {
    call_from(rig, Method::POST, "disconnect", headers).await
}

async fn status_from(rig: &Rig, headers: &[(&str, &str)]) -> Answer {
    call_from(rig, Method::GET, "status", headers).await
}

#[tokio::test]
async fn pages_of_other_sites_are_refused() {
    let rig = Rig::start().await;
    let own = rig.server.url();
    let own = own.trim_end_matches('/');
    for headers in [
        &[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://evil.example"),
        ][..],
        &[
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
        ],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
    ] {
        let answer = disconnect_from(&rig, headers).await;
        assert_eq!(answer.status, 403, "{headers:?}");
        assert_eq!(answer.problem(), Some("cross_site"), "{headers:?}");
        let allowed = answer.headers.get("access-control-allow-origin");
        assert_eq!(allowed, None);
    }
    for headers in [
        &[][..],
        &[("sec-fetch-site", "same-origin"), ("origin", own)],
        &[("origin", own)],
    ] {
        let answer = disconnect_from(&rig, headers).await;
        assert_eq!(answer.status, 204, "{headers:?}");
    }
}

/// Some proxies add the port to `Host`. Browsers from before 2023 send only `Origin`, without it.
#[tokio::test]
async fn a_default_port_in_host_is_the_same_origin() {
    let rig = Rig::start().await;
    for (host, origin, status) in [
        ("app.example:443", APP, 204),
        ("app.example:80", "http://app.example", 204),
        ("app.example:80", APP, 403),
        ("app.example:443", "http://app.example", 403),
        ("app.example:443", "https://evil.example", 403),
        ("app.example:443", "null", 403),
    ] {
        let headers = [("host", host), ("origin", origin)];
        let answer = disconnect_from(&rig, &headers).await;
        assert_eq!(answer.status, status, "{host} {origin}");
        // A browser that says more is believed.
        let headers = [&headers[..], &[("sec-fetch-site", "same-site")]].concat();
        let answer = disconnect_from(&rig, &headers).await;
        assert_eq!(answer.status, 403, "{host} {origin}");
    }
}

#[tokio::test]
async fn allowed_origins_may_call_with_cookies() {
    let rig = allowing().await;
    let from_app = [("sec-fetch-site", "cross-site"), ("origin", APP)];
    let answer = disconnect_from(&rig, &from_app).await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.headers["access-control-allow-origin"], APP);
    assert_eq!(answer.headers["access-control-allow-credentials"], "true");

    let from_evil = [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ];
    let answer = disconnect_from(&rig, &from_evil).await;
    assert_eq!(answer.problem(), Some("cross_site"));
    assert_eq!(answer.headers.get("access-control-allow-origin"), None);

    // Preflights have no session.
    let preflight = request(&rig.server, Method::OPTIONS, "api/chakra/connect-token")
        .header("origin", APP)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type,x-csrf");
    let answer = send(preflight).await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.headers["access-control-allow-headers"],
        "content-type,x-csrf"
    );
}

/// Images, links and redirects send a GET with cookies, and a status request calls Chakra.
#[tokio::test]
async fn reads_by_pages_of_other_sites_are_refused_before_anything_happens() {
    let rig = Rig::start().await;
    rig.new_plugin("acme").await;
    let asked = rig.sandbox.log().requests.len();
    let app_page = "https://app.example/settings?tab=1";
    let image = [("sec-fetch-dest", "image"), ("sec-fetch-mode", "no-cors")];
    let link = [
        ("sec-fetch-dest", "document"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-user", "?1"),
    ];
    let elsewhere = allowing().await;
    for site in ["cross-site", "same-site", "unheard-of"] {
        for (how, page) in [
            (&image[..], &[][..]),
            (&image, &[("referer", "https://app.example.evil.example/")]),
            (&link, &[]),
            (&link, &[("referer", "https://evil.example/")]),
            (&[], &[("origin", "https://evil.example")]),
            (&[], &[("origin", "null"), ("referer", app_page)]),
        ] {
            let headers = [&[("sec-fetch-site", site)], how, page].concat();
            for rig in [&rig, &elsewhere] {
                let answer = status_from(rig, &headers).await;
                assert_eq!(answer.status, 403, "{headers:?}");
                assert_eq!(answer.problem(), Some("cross_site"), "{headers:?}");
            }
        }
    }
    let headers = [("sec-fetch-site", "cross-site")];
    let answer = call_from(&rig, Method::HEAD, "status", &headers).await;
    assert_eq!(answer.status, 403);
    assert_eq!(rig.sandbox.log().requests.len(), asked);
}

#[tokio::test]
async fn reads_by_this_origin_by_allowed_ones_and_by_no_page_pass() {
    let rig = Rig::start().await;
    for headers in [
        &[][..],
        &[("sec-fetch-site", "same-origin")],
        // Entered in the address bar.
        &[("sec-fetch-site", "none"), ("sec-fetch-mode", "navigate")],
        // A browser from before 2023, or a server.
        &[("referer", "https://evil.example/")],
    ] {
        let answer = status_from(&rig, headers).await;
        assert_eq!(answer.status, 200, "{headers:?}");
    }
    let rig = allowing().await;
    for site in ["cross-site", "same-site"] {
        for page in [("origin", APP), ("referer", "https://app.example/settings")] {
            let answer = status_from(&rig, &[("sec-fetch-site", site), page]).await;
            assert_eq!(answer.status, 200, "{site} {page:?}");
        }
    }
}

#[tokio::test]
async fn responses_are_only_data_for_the_widget() {
    for (rig, embedders) in [
        (Rig::start().await, "same-origin"),
        (allowing().await, "cross-origin"),
    ] {
        let refused = status_from(&rig, &[("sec-fetch-site", "cross-site")]).await;
        for answer in [rig.status("acme").await, rig.status(" ").await, refused] {
            for (name, value) in [
                ("cross-origin-resource-policy", embedders),
                ("referrer-policy", "no-referrer"),
                (
                    "content-security-policy",
                    "default-src 'none'; frame-ancestors 'none'",
                ),
                ("cache-control", "no-store"),
                ("x-content-type-options", "nosniff"),
            ] {
                assert_eq!(answer.headers[name], value, "{}", answer.status);
            }
        }
    }
}

/// Otherwise, the page could act as any tenant behind a proxy that forgets to remove the header.
#[tokio::test]
async fn an_allowed_page_may_not_set_the_tenant_header() {
    let rig = allowing().await;
    assert_eq!(TENANT_HEADER, "x-tenant");
    for (asked, allowed) in [
        ("content-type, X-TENANT,x-csrf", Some("content-type,x-csrf")),
        ("x-csrf", Some("x-csrf")),
        ("x-tenant", None),
    ] {
        let preflight = request(&rig.server, Method::OPTIONS, "api/chakra/status")
            .header("origin", APP)
            .header("access-control-request-method", "GET")
            .header("access-control-request-headers", asked);
        let answer = send(preflight).await;
        let told = answer.headers.get("access-control-allow-headers");
        assert_eq!(
            told.map(|value| value.to_str().unwrap()),
            allowed,
            "{asked}"
        );
        assert_eq!(answer.headers["access-control-max-age"], "7200");
    }
}
