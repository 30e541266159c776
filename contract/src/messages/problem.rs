//! Errors: `application/problem+json` (RFC 9457).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::ProblemCode;

/// An error. What to do is decided by `code`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URN that ends with the code.
    #[serde(rename = "type")]
    pub problem_type: String,
    /// A short name for people; the same for each problem of this code.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub title: Cow<'static, str>,
    /// The HTTP status.
    #[cfg_attr(feature = "openapi", schema(minimum = 400, maximum = 599))]
    pub status: u16,
    /// The kind of problem, by a name that does not change. A backend of a later version may send others.
    #[cfg_attr(feature = "openapi", schema(schema_with = code_reference))]
    pub code: Cow<'static, str>,
    /// An explanation with a remedy, for the partner's developer. Holds no secret.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub detail: Cow<'static, str>,
}

impl Problem {
    /// The problem of this code, with a detail in place of the code's own if there is one.
    #[must_use]
    pub fn new(code: ProblemCode, detail: Option<Cow<'static, str>>) -> Self {
        Self {
            problem_type: code.problem_type(),
            title: code.title().into(),
            status: code.status(),
            code: code.as_str().into(),
            detail: detail.unwrap_or_else(|| code.detail().into()),
        }
    }
}

#[cfg(feature = "openapi")]
fn code_reference() -> utoipa::openapi::Ref {
    utoipa::openapi::Ref::from_schema_name("ProblemCode")
}
