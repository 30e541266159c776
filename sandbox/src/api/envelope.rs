//! The envelope around Chakra's responses (chakra-protocol 1.2), and the parsing of bodies.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::records::NotFound;

/// A successful response. GUESS: `_meta` is an empty object; only its name is documented.
pub(crate) fn data(data: impl Into<Value>) -> Response {
    Json(json!({"_data": data.into(), "_meta": {}, "_errors": []})).into_response()
}

/// A rejection: a status and one entry of `_errors`, a string as in the official SDK's types.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    message: String,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
        }
    }

    /// GUESS: 400 for malformed or incomplete requests.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let envelope = json!({"_data": {}, "_meta": {}, "_errors": [self.message]});
        (self.status, Json(envelope)).into_response()
    }
}

/// GUESS: 404. Integrations match the text "Plugin not found" (chakra-protocol 1.2); its status is unknown.
impl From<NotFound> for Refusal {
    fn from(error: NotFound) -> Self {
        Self::new(StatusCode::NOT_FOUND, error.to_string())
    }
}

/// A JSON body with any content type. An invalid one is rejected with an envelope.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|error| Refusal::bad_request(error.to_string()))?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| Refusal::bad_request(error.to_string()))
    }
}
