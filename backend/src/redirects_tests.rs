//! No response makes the backend call another address: it neither follows redirects nor reads links.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::http::{Request, StatusCode};
use axum::response::IntoResponse;
use tokio::net::TcpListener;

use crate::{Client, ForwardAuth, ForwardAuthConfig, ResolveError, TenantResolver};

/// A server on this machine that always responds this way, and the number of its requests.
async fn listening<R: IntoResponse>(
    answer: impl Fn() -> R + Clone + Send + Sync + 'static,
) -> (String, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    let respond = async move || {
        counted.fetch_add(1, Ordering::SeqCst);
        answer().into_response()
    };
    let router = Router::new().fallback(respond);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, asked)
}

#[tokio::test]
async fn no_response_leads_to_another_address() {
    let good = r#"{"id": "acme", "may": [], "_data": {"id": "p", "connectToken": "a.b.c"}}"#;
    let (elsewhere, asked_elsewhere) = listening(move || good).await;
    for status in [200, 201, 202, 300, 301, 302, 303, 305, 307, 308] {
        let to = elsewhere.clone();
        let (address, asked) = listening(move || {
            let headers = [
                ("location", to.clone()),
                ("content-location", to.clone()),
                ("refresh", format!("0;url={to}")),
                ("link", format!("<{to}>; rel=next")),
            ];
            let body = format!(r#"{{"next": "{to}", "_data": {{"next": "{to}", "url": "{to}"}}}}"#);
            (StatusCode::from_u16(status).unwrap(), headers, body)
        })
        .await;
        let chakra = Client::new(address.parse().unwrap(), "key".parse().unwrap()).unwrap();
        assert!(chakra.connect_token("p").await.is_err(), "{status}");
        assert!(chakra.plugin("p").await.is_err(), "{status}");
        assert!(chakra.business_accounts("p").await.is_err(), "{status}");
        let app = ForwardAuth::new(ForwardAuthConfig::new(&address).unwrap()).unwrap();
        let request = Request::builder().header("cookie", "session=1");
        let parts = request.body(()).unwrap().into_parts().0;
        let told = app.resolve(&parts).await;
        assert_eq!(told, Err(ResolveError::Unavailable), "{status}");
        assert_eq!(asked.load(Ordering::SeqCst), 4, "{status}");
    }
    assert_eq!(asked_elsewhere.load(Ordering::SeqCst), 0);
}
