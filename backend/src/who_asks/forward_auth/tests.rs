//! The resolver against an app with some sessions.

use std::sync::Mutex;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response};
use tokio::net::TcpListener;

use super::*;
use crate::outbound::AddressError;
use crate::who_asks::{Rights, Tenant};

/// The heads of the requests to the app.
type Asked = Arc<Mutex<Vec<Parts>>>;

/// The app's response.
type Answer = fn() -> Response<Body>;

const ACME: &str = r#"{"id": "acme", "may": ["view"]}"#;

/// An app that gives each request this response.
async fn app(answer: Answer) -> (String, Asked) {
    async fn asked(State(state): State<(Asked, Answer)>, request: Request<Body>) -> Response<Body> {
        let (asked, answer) = state;
        asked.lock().unwrap().push(request.into_parts().0);
        answer()
    }
    let log = Asked::default();
    let router = Router::new().fallback(asked);
    let router = router.with_state((Arc::clone(&log), answer));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/whoami", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, log)
}

fn answer(status: u16, body: impl Into<Body>) -> Response<Body> {
    let response = Response::builder().status(status);
    response
        .header("location", "/whoami")
        .body(body.into())
        .unwrap()
}

fn resolver(address: &str) -> ForwardAuth {
    ForwardAuth::new(ForwardAuthConfig::new(address).unwrap()).unwrap()
}

async fn ask(resolver: &ForwardAuth, headers: &[(&str, &str)]) -> Result<Caller, ResolveError> {
    let mut request = Request::post("/api/chakra/disconnect?x=1");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let parts = request.body(()).unwrap().into_parts().0;
    resolver.resolve(&parts).await
}

const COOKIE_HEADER: (&str, &str) = ("cookie", "session=s3cret");

#[tokio::test]
async fn the_app_gets_the_session_and_nothing_else_of_the_request() {
    let (address, asked) = app(|| answer(200, ACME)).await;
    let headers = [
        COOKIE_HEADER,
        ("authorization", "Bearer t"),
        ("x-other", "1"),
        ("content-type", "application/json"),
    ];
    let caller = ask(&resolver(&address), &headers).await.unwrap();
    assert_eq!(
        caller,
        Caller::new(Tenant::new("acme", "acme"), Rights::VIEW)
    );
    let asked = asked.lock().unwrap();
    let [request] = asked.as_slice() else {
        panic!("asked {} times", asked.len());
    };
    assert_eq!(request.method, "GET");
    for (name, value) in [
        ("cookie", "session=s3cret"),
        ("authorization", "Bearer t"),
        ("x-forwarded-method", "POST"),
        ("x-forwarded-uri", "/api/chakra/disconnect"),
    ] {
        assert_eq!(request.headers[name], value);
    }
    for name in ["x-other", "content-type"] {
        assert!(!request.headers.contains_key(name), "{name}");
    }
}

/// An app that decides by the path must not take the call for another one.
#[tokio::test]
async fn the_app_is_told_the_path_without_a_slash_at_the_end() {
    let (address, asked) = app(|| answer(200, ACME)).await;
    let request = Request::post("/api/chakra/disconnect/").header("cookie", "session=s3cret");
    let parts = request.body(()).unwrap().into_parts().0;
    resolver(&address).resolve(&parts).await.unwrap();
    let asked = asked.lock().unwrap();
    assert_eq!(
        asked[0].headers["x-forwarded-uri"],
        "/api/chakra/disconnect"
    );
}

#[tokio::test]
async fn only_the_apps_rejections_reject_the_caller() {
    let long = || answer(200, format!("{ACME}{}", " ".repeat(20_000)));
    let cases: [(Answer, _); 9] = [
        (|| answer(401, ""), ResolveError::NotSignedIn),
        (|| answer(403, ""), ResolveError::Forbidden),
        (|| answer(302, ACME), ResolveError::Unavailable),
        (|| answer(307, ACME), ResolveError::Unavailable),
        (|| answer(204, ""), ResolveError::Unavailable),
        (|| answer(404, ACME), ResolveError::Unavailable),
        (|| answer(500, ACME), ResolveError::Unavailable),
        (|| answer(200, "<html>"), ResolveError::Unavailable),
        (long, ResolveError::Unavailable),
    ];
    for (index, (answer, error)) in cases.into_iter().enumerate() {
        let (address, asked) = app(answer).await;
        let resolver = resolver(&address);
        for round in 1..=2 {
            let told = ask(&resolver, &[COOKIE_HEADER]).await;
            assert_eq!(told, Err(error), "case {index}");
            // Neither followed nor cached.
            assert_eq!(asked.lock().unwrap().len(), round, "case {index}");
        }
    }
    let told = ask(&resolver("http://127.0.0.1:1/"), &[COOKIE_HEADER]).await;
    assert_eq!(told, Err(ResolveError::Unavailable));
}

#[tokio::test]
async fn without_a_session_the_app_is_not_asked() {
    let (address, asked) = app(|| answer(200, ACME)).await;
    let told = ask(&resolver(&address), &[("x-user", "acme")]).await;
    assert_eq!(told, Err(ResolveError::NotSignedIn));
    assert_eq!(asked.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn a_session_is_requested_once_within_the_cache_time() {
    let (address, asked) = app(|| answer(200, ACME)).await;
    let resolver = resolver(&address);
    let calls = (0..20).map(|_| ask(&resolver, &[COOKIE_HEADER]));
    for told in futures_util::future::join_all(calls).await {
        assert!(told.is_ok());
    }
    assert_eq!(asked.lock().unwrap().len(), 1);
    // Any other credentials are a different session.
    for headers in [
        &[("cookie", "session=other")][..],
        &[COOKIE_HEADER, ("authorization", "Bearer t")],
        &[("authorization", "session=s3cret")],
        &[("cookie", "session="), ("cookie", "s3cret")],
    ] {
        let before = asked.lock().unwrap().len();
        ask(&resolver, headers).await.unwrap();
        assert_eq!(asked.lock().unwrap().len(), before + 1, "{headers:?}");
    }
    let config = ForwardAuthConfig::new(&address).unwrap();
    let config = config.with_cache_time(Duration::ZERO).unwrap();
    let forgetful = ForwardAuth::new(config).unwrap();
    let before = asked.lock().unwrap().len();
    for _ in 0..3 {
        ask(&forgetful, &[COOKIE_HEADER]).await.unwrap();
    }
    assert_eq!(asked.lock().unwrap().len(), before + 3);
}

#[tokio::test]
async fn an_app_that_does_not_respond_times_out() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let config = ForwardAuthConfig::new(&address).unwrap();
    let config = config.with_time_limit(Duration::from_millis(50)).unwrap();
    let resolver = ForwardAuth::new(config).unwrap();
    let told = tokio::time::timeout(Duration::from_secs(10), ask(&resolver, &[COOKIE_HEADER]));
    assert_eq!(told.await.unwrap(), Err(ResolveError::Unavailable));
    drop(listener);
}

#[test]
fn settings_that_would_leak_sessions_are_rejected() {
    for (told, error) in [
        (
            ForwardAuthConfig::new("http://app:3000/whoami"),
            ForwardAuthConfigError::Address(AddressError::Insecure),
        ),
        (
            ForwardAuthConfig::over_plain_http("ftp://app/"),
            ForwardAuthConfigError::Address(AddressError::NotHttp),
        ),
        (
            config().with_cache_time(Duration::from_secs(11)),
            ForwardAuthConfigError::CacheTime,
        ),
        (
            config().with_time_limit(Duration::ZERO),
            ForwardAuthConfigError::TimeLimit,
        ),
        (
            config().with_time_limit(Duration::from_secs(6)),
            ForwardAuthConfigError::TimeLimit,
        ),
    ] {
        assert_eq!(told.unwrap_err(), error);
    }
}

fn config() -> ForwardAuthConfig {
    ForwardAuthConfig::over_plain_http("http://app:3000/whoami").unwrap()
}
