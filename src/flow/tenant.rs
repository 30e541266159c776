//! The request headers that identify the tenant, and a key for the shown tenant.

use super::config::RequestHeaders;

/// Headers that identify a request, by their whole name or a part of it: `traceparent`, `x-b3-spanid`.
const REQUEST_IDS: [&str; 7] = [
    "b3",
    "baggage",
    "idempotency-key",
    "newrelic",
    "request-id",
    "x-request-id",
    "x-timestamp",
];
const REQUEST_ID_PARTS: [&str; 4] = ["trace", "correlation", "-b3-", "datadog"];

/// Headers that prove who asks, which change even for one tenant: `authorization`, `x-csrftoken`.
const CREDENTIALS: [&str; 5] = [
    "authorization",
    "proxy-authorization",
    "requestverificationtoken",
    "x-access-token",
    "x-auth-token",
];
const CREDENTIAL_PARTS: [&str; 2] = ["csrf", "xsrf"];

/// Whether the header `name`, in lower case, differs for each request.
#[must_use]
pub fn is_request_id(name: &str) -> bool {
    REQUEST_IDS.contains(&name) || has_part(name, &REQUEST_ID_PARTS)
}

/// Whether the header `name`, in lower case, can distinguish tenants.
#[must_use]
pub fn names_tenant(name: &str) -> bool {
    let is_credential = CREDENTIALS.contains(&name) || has_part(name, &CREDENTIAL_PARTS);
    !is_credential && !is_request_id(name)
}

fn has_part(name: &str, parts: &[&str]) -> bool {
    parts.iter().any(|part| super::find::contains(name, part))
}

/// The headers that can distinguish tenants.
#[must_use]
pub fn tenant_headers(headers: RequestHeaders) -> RequestHeaders {
    let mut headers = headers;
    headers.0.retain(|(name, _)| names_tenant(name));
    headers
}

/// A name for the connection whose status is at `address`: equal for the same tenant in another tab and after a reload.
/// Contains a hash instead of the headers' values.
#[must_use]
pub fn connection_name(address: &str, tenant: Option<&str>, headers: &RequestHeaders) -> String {
    let mut name = String::from("chakra-connect ");
    name.push_str(address);
    if let Some(tenant) = tenant {
        name.extend([" tenant=", tenant]);
    }
    let mut hash = Fnv::default();
    for (header, value) in headers.0.iter().filter(|(name, _)| names_tenant(name)) {
        hash.add(header);
        hash.add(value);
    }
    if hash != Fnv::default() {
        name.extend([" headers=", hash.0.to_string().as_str()]);
    }
    name
}

/// The 32-bit hash FNV-1a.
#[derive(PartialEq, Eq)]
struct Fnv(u32);

impl Default for Fnv {
    fn default() -> Self {
        Self(0x811c_9dc5)
    }
}

impl Fnv {
    /// Adds a text and its end, so that different lists of texts differ.
    fn add(&mut self, text: &str) {
        for byte in text.bytes().chain([0xff]) {
            self.0 = (self.0 ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
}
