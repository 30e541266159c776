//! The four calls, and how each request is parsed: a signed-in tenant, and JSON or a problem.

mod connect_event;
mod connect_token;
mod disconnect;
mod signed_in;
mod status;

use std::error::Error;
use std::sync::Arc;

use axum::Router;
use axum::body::HttpBody as _;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Json, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::routing::{MethodFilter, MethodRouter, on};
use chakra_connect_contract::limits::REQUEST_BODY;
use chakra_connect_contract::{Call, Method};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tower_http::timeout::TimeoutError;

use crate::backend::AppState;
use crate::problem::{Problem, ProblemCode};
use signed_in::SignedIn;

/// All routes, with the contract's paths and methods, also with a slash at the end: some frameworks' proxies add one.
/// Their responses do not have the common headers yet.
pub(crate) fn router() -> Router<Arc<AppState>> {
    Call::ALL
        .into_iter()
        .fold(Router::new(), |router, call| {
            let path = format!("/{}", call.segment());
            router
                .route(&path, route(call))
                .route(&format!("{path}/"), route(call))
        })
        .fallback(async || Problem::from(ProblemCode::NotFound))
        .method_not_allowed_fallback(async || Problem::from(ProblemCode::MethodNotAllowed))
}

fn route(call: Call) -> MethodRouter<Arc<AppState>> {
    let method = match call.method() {
        Method::Get => MethodFilter::GET,
        Method::Post => MethodFilter::POST,
    };
    match call {
        Call::ConnectToken => on(method, connect_token::connect_token),
        Call::Status => on(method, status::status),
        Call::ConnectEvent => on(method, connect_event::connect_event),
        Call::Disconnect => on(method, disconnect::disconnect),
    }
}

/// A JSON body, declared as such: another site's form cannot send that without a preflight.
struct JsonBody<T>(T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        // By the announced length, if any, so that a body that will be rejected need not arrive first.
        if request.body().size_hint().lower() > REQUEST_BODY as u64 {
            return Err(ProblemCode::BodyTooLarge.into());
        }
        // Two content types would be ambiguous.
        if request.headers().get_all(CONTENT_TYPE).iter().count() > 1 {
            return Err(ProblemCode::UnsupportedMediaType.into());
        }
        // An object, because serde would also accept a list of the fields in order.
        let body = Json::<Map<String, Value>>::from_request(request, state).await;
        let Json(fields) = body.map_err(|rejection| refusal(&rejection))?;
        let read = T::deserialize(Value::Object(fields));
        read.map(Self).map_err(|_| ProblemCode::BadRequest.into())
    }
}

fn refusal(rejection: &JsonRejection) -> Problem {
    let code = match rejection.status() {
        _ if is_late(rejection) => ProblemCode::RequestTimeout,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ProblemCode::UnsupportedMediaType,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::BodyTooLarge,
        _ => ProblemCode::BadRequest,
    };
    code.into()
}

/// Whether the body did not arrive in time.
fn is_late(rejection: &JsonRejection) -> bool {
    let mut error: Option<&(dyn Error + 'static)> = Some(rejection);
    while let Some(cause) = error {
        if cause.is::<TimeoutError>() {
            return true;
        }
        error = cause.source();
    }
    false
}
