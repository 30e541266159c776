//! Endpoints 9 and 10: phone numbers.

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::Value;

use super::envelope::{Refusal, data};
use crate::number::Number;
use crate::world::Shared;

/// Endpoint 9: the numbers of the whole team, other customers' too.
pub(crate) async fn list(State(shared): State<Shared>) -> Response {
    let numbers: Vec<Value> = shared
        .open()
        .records
        .numbers()
        .map(Number::record)
        .collect();
    data(numbers)
}

/// Endpoint 10.
pub(crate) async fn read(
    State(shared): State<Shared>,
    Path(number_id): Path<String>,
) -> Result<Response, Refusal> {
    Ok(data(shared.open().records.number(&number_id)?.record()))
}
