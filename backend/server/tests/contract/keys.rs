//! Two keys of Chakra's API during a rotation.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::get;
use chakra_backend::Client;
use chakra_backend::chakra::ChakraError;

/// The accepted key, and the number of calls.
#[derive(Clone)]
struct Door(Arc<Mutex<(&'static str, u32)>>);

async fn knock(State(door): State<Door>, headers: HeaderMap) -> impl IntoResponse {
    let mut door = door.0.lock().unwrap();
    door.1 += 1;
    if headers["authorization"] == format!("Bearer {}", door.0) {
        (StatusCode::OK, r#"{"_data": []}"#)
    } else {
        (StatusCode::UNAUTHORIZED, r#"{"_errors": ["Unauthorized"]}"#)
    }
}

#[tokio::test]
async fn no_call_fails_during_a_key_rotation() {
    let door = Door(Arc::new(Mutex::new(("old", 0))));
    let app = Router::new()
        .route("/v1/ext/whatsapp-phone-number", get(knock))
        .with_state(door.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, app).await });

    let (old, new) = ("old".parse().unwrap(), "new".parse().unwrap());
    let alone = Client::new(url.parse().unwrap(), "new".parse().unwrap()).unwrap();
    let refused = Err(ChakraError::Unauthorized { status: 401 });
    assert_eq!(alone.all_phone_numbers().await, refused);

    let client = alone.with_keys(old, new);
    let calls = |door: &Door| std::mem::take(&mut door.0.lock().unwrap().1);
    calls(&door);
    assert_eq!(client.all_phone_numbers().await, Ok(Vec::new()));
    assert_eq!(calls(&door), 1);
    // The partner switches the key at Chakra.
    door.0.lock().unwrap().0 = "new";
    assert_eq!(client.all_phone_numbers().await, Ok(Vec::new()));
    assert_eq!(calls(&door), 2);
    // The last accepted key is tried first.
    assert_eq!(client.clone().all_phone_numbers().await, Ok(Vec::new()));
    assert_eq!(calls(&door), 1);
    door.0.lock().unwrap().0 = "neither";
    assert_eq!(client.all_phone_numbers().await, refused);
}
