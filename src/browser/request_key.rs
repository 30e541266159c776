//! The identity of a status request: its address, and the account it is for.

use wasm_bindgen::JsValue;
use web_sys::Url;

use super::js;
use super::page::Host;
use crate::flow::config::{Config, Credentials, RequestHeaders, Source};
use crate::flow::tenant::connection_name;

/// The key of a status request. Compared by value, so that a page that renders again causes no second request.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RequestKey {
    url: String,
    credentials: Credentials,
    tenant: Option<String>,
    headers: RequestHeaders,
    /// The page's headers function, by identity, if no `tenant` says for whom it speaks.
    function: JsValue,
}

impl RequestKey {
    /// The key of the status request of `host`; `None` if the page's own function answers it.
    pub(super) fn new(host: &Host, config: &Config) -> Option<Self> {
        let Some(Source::Url(url)) = &config.status else {
            return None;
        };
        let given = js::get(&host.0, "requestHeaders");
        let is_anonymous = given.is_function() && config.tenant.is_none();
        Some(Self {
            url: absolute(host, url),
            credentials: config.credentials,
            tenant: config.tenant.clone(),
            headers: config.headers.clone(),
            function: if is_anonymous {
                given
            } else {
                JsValue::UNDEFINED
            },
        })
    }
}

/// A name for the connection shown in `host`: equal for the same tenant in another tab, and after a reload. If the
/// page's own function gives the status, the page's path is the address.
pub(super) fn name(host: &Host, config: &Config) -> String {
    let address = if let Some(Source::Url(url)) = &config.status {
        absolute(host, url)
    } else {
        let location = js::get(&js_sys::global(), "location");
        js::get(&location, "pathname")
            .as_string()
            .unwrap_or_default()
    };
    connection_name(&address, config.tenant.as_deref(), &config.headers)
}

/// The full address: tabs and widgets may write the same one differently.
fn absolute(host: &Host, url: &str) -> String {
    // Not the document's: an element in the page may be named like its property.
    let base = js::get(&host.0, "baseURI").as_string();
    Url::new_with_base(url, &base.unwrap_or_default())
        .map_or_else(|_| url.to_owned(), |url| url.href())
}
