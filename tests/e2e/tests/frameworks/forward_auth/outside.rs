//! Requests from outside: from pages of other sites, to the app's internal route, and with a client's claims about
//! itself.

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::Request;
use tokio::net::TcpListener;

use crate::forward_auth::proxies::{KINDS, Proxy};
use crate::forward_auth::visitor::CALLS;
use crate::forward_auth::world::acme_admin;
use crate::program::client;

/// With the cookie alone, another site's page could do everything that the user may do.
pub(crate) async fn other_sites_are_refused(origin: &str) {
    let admin = acme_admin(origin).await;
    let other = "https://other.example";
    let host = origin.trim_start_matches("http://");
    let lies = [
        ("X-Forwarded-Host", "other.example"),
        ("X-Forwarded-Proto", "https"),
    ];
    for (_, name, _) in CALLS {
        let is_change = name != "status";
        let mut refused = vec![vec![("Sec-Fetch-Site", "cross-site"), ("Origin", other)]];
        refused.push(vec![("Sec-Fetch-Site", "same-site"), ("Origin", other)]);
        if is_change {
            // Browsers without Sec-Fetch-Site: their Origin is compared with the Host that the proxy passes on.
            refused.push(vec![("Sec-Fetch-Site", ""), ("Origin", other)]);
            refused.push([&[("Sec-Fetch-Site", ""), ("Origin", other)], &lies[..]].concat());
        }
        for headers in refused {
            let told = admin.call_with(name, &headers).await;
            let expected = (403, "cross_site");
            assert_eq!((told.status, told.code()), expected, "{name} {headers:?}");
        }
    }
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let told = admin.call_with("connect-token", &form).await;
    assert_eq!(told.status, 415, "{told:?}");

    // The app's own pages are accepted, also where TLS ends before the proxy, so that Origin is https and everything
    // else http.
    let own = [("Sec-Fetch-Site", ""), ("Origin", origin)];
    let public = [
        ("Sec-Fetch-Site", ""),
        ("Origin", "https://app.example.com"),
        ("Host", "app.example.com"),
        ("X-Forwarded-Proto", "https"),
    ];
    let odd = [("Sec-Fetch-Site", ""), ("Origin", origin), ("Host", host)];
    for headers in [&own[..], &public, &odd] {
        let told = admin.call_with("connect-token", headers).await;
        assert_eq!(told.status, 200, "{headers:?}: {told:?}");
    }
}

/// The response is no secret to its user, but the route would let others try out stolen cookies.
pub(crate) async fn the_route_is_unreachable_from_outside(origin: &str) {
    let mut admin = acme_admin(origin).await;
    for path in [
        "/internal/chakra-tenant",
        "/internal/chakra-tenant/",
        "/internal/chakra-tenant.json",
        "/internal/chakra-tenant?x=1",
        "/internal",
        "/Internal/Chakra-Tenant",
        "//internal/chakra-tenant",
        "/internal//chakra-tenant",
        "/%69nternal/chakra-tenant",
        "/x/%2e%2e/internal/chakra-tenant",
    ] {
        let response = admin.get(path).await;
        let status = response.status();
        let text = response.text().await.unwrap();
        assert!(
            !text.contains("may") && status != 200,
            "{path}: {status} {text}"
        );
    }
}

/// Behind the proxy, both servers report the headers that they received.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clients_claims_about_itself_are_not_passed_on() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let echo = listener.local_addr().unwrap().to_string();
    let told = async |request: Request| {
        let headers = request.headers().iter();
        let lines = headers.map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap()));
        lines.collect::<String>()
    };
    let app = Router::new().fallback(told);
    tokio::spawn(async move { axum::serve(listener, app).await });
    for kind in KINDS {
        let proxy = Proxy::before(kind, &echo, &echo).await;
        let origin = &proxy.program.origin;
        for path in ["/", "/api/chakra/status"] {
            let client = client();
            let mut request = client.get(format!("{origin}{path}"));
            let forged =
                ["id", "name", "email", "user", "rights"].map(|it| format!("x-tenant-{it}"));
            for name in forged.iter().map(String::as_str).chain(["forwarded"]) {
                request = request.header(name, "forged");
            }
            for name in ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"] {
                request = request.header(name, "forged");
            }
            let request = request
                .header("cookie", "session=1")
                .header("origin", "http://o.example");
            let passed = request.send().await.unwrap().text().await.unwrap();
            let passed: BTreeSet<_> = passed.lines().collect();
            let host = origin.trim_start_matches("http://");
            for line in [
                "cookie: session=1",
                "origin: http://o.example",
                "x-forwarded-for: 127.0.0.1",
                "x-forwarded-proto: http",
                &format!("host: {host}"),
                &format!("x-forwarded-host: {host}"),
            ] {
                assert!(
                    passed.contains(line),
                    "{kind:?} {path}: {line}: {passed:#?}"
                );
            }
            let forged: Vec<_> = passed.iter().filter(|it| it.contains("forged")).collect();
            assert!(forged.is_empty(), "{kind:?} {path}: {forged:?}");
        }
    }
}
