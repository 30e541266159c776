//! A reply, with additional data that only the browser part needs.

use wasm_bindgen::JsValue;

use crate::flow::config::RequestHeaders;
use crate::flow::reply::Reply;

/// One request and its result.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    /// The outcome.
    pub(super) reply: Reply,
    /// The error that the page's function threw.
    pub(super) cause: Option<JsValue>,
    /// The headers that identify the tenant of the request, if a function gave them.
    pub(super) tenant_headers: Option<RequestHeaders>,
}

impl From<Reply> for Exchange {
    fn from(reply: Reply) -> Self {
        Self {
            reply,
            cause: None,
            tenant_headers: None,
        }
    }
}
