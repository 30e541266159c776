//! One request of a probe.

use reqwest::Method;
use serde_json::Value;

use crate::call::Call;
use crate::page::Page;

/// One request, before the target's address and headers are added.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) call: Call,
    pub(crate) method: Method,
    pub(crate) body: Body,
    pub(crate) page: Page,
    pub(crate) who: Who,
    /// Whether it is a browser's preflight for a cross-origin request.
    pub(crate) is_preflight: bool,
}

/// The content of a request.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    None,
    Json(Value),
    Text {
        content_type: &'static str,
        text: String,
    },
}

/// The identity that a request signs in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Nobody,
    Tenant,
    OtherTenant,
}

impl Ask {
    /// A request of the widget on the partner's page, as the tenant.
    pub(crate) fn own(call: Call, method: Method, body: Body) -> Self {
        Self {
            call,
            method,
            body,
            page: Page::Own,
            who: Who::Tenant,
            is_preflight: false,
        }
    }

    pub(crate) fn post(call: Call, body: Value) -> Self {
        Self::own(call, Method::POST, Body::Json(body))
    }

    pub(crate) fn get(call: Call) -> Self {
        Self::own(call, Method::GET, Body::None)
    }

    pub(crate) fn by(self, who: Who) -> Self {
        Self { who, ..self }
    }

    pub(crate) fn from(self, page: Page) -> Self {
        Self { page, ..self }
    }
}
