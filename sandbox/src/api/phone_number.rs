//! Endpoints 9 and 10: phone numbers.

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::Value;

use super::envelope::{Refusal, data};
use crate::number::Number;
use crate::records::NotFound;
use crate::world::Shared;

/// Endpoint 9: the numbers of the whole team, including other customers'. GUESS: without those whose record is missing.
pub(crate) async fn list(State(shared): State<Shared>) -> Response {
    let numbers: Vec<Value> = shared
        .open()
        .records
        .numbers()
        .filter(|number| !number.record_missing)
        .map(Number::record)
        .collect();
    data(numbers)
}

/// Endpoint 10. Some integrations found numbers that a plugin lists but that have no record, or no longer have one
/// (chakra-protocol section 4, row 10).
pub(crate) async fn read(
    State(shared): State<Shared>,
    Path(number_id): Path<String>,
) -> Result<Response, Refusal> {
    let contents = shared.open();
    let number = contents.records.number(&number_id)?;
    if number.record_missing {
        return Err(NotFound::PhoneNumber.into());
    }
    Ok(data(number.record()))
}
