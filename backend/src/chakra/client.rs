//! The typed client for the calls that this backend needs.

use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{ACCEPT, AUTHORIZATION};
use chakra_connect_contract::pace;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Map, Value, json};
use url::Url;

use super::account_record::AccountRecord;
use super::admission::Admission;
use super::call_record::CallRecord;
use super::connect_token::ConnectToken;
use super::endpoint::Endpoint;
use super::envelope::Envelope;
use super::error::ChakraError;
use super::key::ApiKey;
use super::keys::Keys;
use super::phone_record::PhoneRecord;
use super::records::PluginRecord;
use super::response::{read, transport};
use crate::outbound::{self, HttpSetupError, is_loopback};

/// Chakra's production API (Chakra's API documentation).
pub const DEFAULT_API_URL: &str = "https://api.chakrahq.com";

/// A client of Chakra's API. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: Url,
    keys: Arc<Keys>,
    call_time: Duration,
    admission: Arc<Admission>,
}

/// Why a client could not be created.
#[derive(Debug, thiserror::Error)]
pub enum ClientSetupError {
    /// The key must not be sent to this address.
    #[error(
        "the address of Chakra's API must start with https:// (http:// only for a stand-in on this machine)"
    )]
    InsecureUrl,
    /// The address would appear in logs, and its password would be sent along with the key.
    #[error("the address of Chakra's API must not hold a user name or password")]
    HoldsPassword,
    /// The HTTP client could not be created.
    #[error(transparent)]
    Http(#[from] HttpSetupError),
}

/// The description of a new plugin, which the token call creates.
#[derive(Clone, Copy, Debug)]
pub struct NewPlugin<'a> {
    /// The plugin's name in Chakra's dashboard.
    pub name: &'a str,
    /// The partner's own id of the customer.
    pub client_reference_id: &'a str,
    /// The customer's name.
    pub client_name: &'a str,
    /// The customer's email address.
    pub client_email: Option<&'a str>,
}

impl Client {
    /// Default time limit for a call. A request may take several.
    pub const CALL_TIME: Duration = pace::CALL_TIME;
    /// Default number of concurrent calls. The largest status makes 21.
    pub const CALLS_AT_ONCE: u16 = pace::CALLS_AT_ONCE;
    /// Default time that a call waits for a free place.
    pub const PATIENCE: Duration = pace::CALL_PATIENCE;

    /// A client with the default time limit of 6 s for a call.
    pub fn new(base: Url, key: ApiKey) -> Result<Self, ClientSetupError> {
        Self::with_timeout(base, key, Self::CALL_TIME)
    }

    /// A client that gives up a call after `timeout`.
    pub fn with_timeout(
        base: Url,
        key: ApiKey,
        timeout: Duration,
    ) -> Result<Self, ClientSetupError> {
        // The key stays on this machine, or is sent over TLS.
        if base.scheme() != "https" && !(base.scheme() == "http" && is_loopback(&base)) {
            return Err(ClientSetupError::InsecureUrl);
        }
        if outbound::holds_password(&base) {
            return Err(ClientSetupError::HoldsPassword);
        }
        Ok(Self {
            http: outbound::client(&base, timeout, outbound::IDLE_TIME)?,
            base,
            keys: Arc::new(Keys::new(key, None)),
            call_time: timeout,
            admission: Arc::new(Admission::new(Self::CALLS_AT_ONCE, Self::PATIENCE)),
        })
    }

    /// Uses `next` if Chakra rejects `key`, and vice versa. Give both while one replaces the other, and no call fails
    /// in between.
    #[must_use]
    pub fn with_keys(mut self, key: ApiKey, next: ApiKey) -> Self {
        self.keys = Arc::new(Keys::new(key, Some(next)));
        self
    }

    /// Makes at most `calls` concurrent calls, 32 by default, for all tenants together. Further ones wait for at most
    /// `patience`, 2 s by default, and then fail with [`ChakraError::Busy`].
    #[must_use]
    pub fn with_calls_at_once(mut self, calls: u16, patience: Duration) -> Self {
        self.admission = Arc::new(Admission::new(calls, patience));
        self
    }

    /// Time limit for one call including the wait for its place, because each key may be tried.
    pub(crate) fn call_time(&self) -> Duration {
        let tries = self.call_time.saturating_mul(self.keys.count());
        tries.saturating_add(self.admission.patience())
    }

    /// A connect token for an existing plugin (endpoint 1 with `pluginId`).
    pub async fn connect_token(&self, plugin_id: &str) -> Result<ConnectToken, ChakraError> {
        let token = self.token(json!({ "pluginId": plugin_id })).await?;
        match token.plugin_id() {
            Some(named) if named != plugin_id => Err(ChakraError::BadAnswer { status: 200 }),
            _ => Ok(token),
        }
    }

    /// A connect token that creates its plugin (endpoint 1 with `newPluginName`). If the token does not name the
    /// plugin, the call fails: a plugin that cannot be remembered would be created again each time.
    pub async fn connect_token_with_new_plugin(
        &self,
        plugin: NewPlugin<'_>,
    ) -> Result<(ConnectToken, String), ChakraError> {
        let mut body = Map::from_iter([
            ("newPluginName".to_owned(), plugin.name.into()),
            (
                "clientReferenceId".to_owned(),
                plugin.client_reference_id.into(),
            ),
            ("clientName".to_owned(), plugin.client_name.into()),
        ]);
        if let Some(email) = plugin.client_email {
            body.insert("clientEmail".to_owned(), email.into());
        }
        let token = self.token(body.into()).await?;
        match token.plugin_id() {
            Some(id) => Ok((token.clone(), id.to_owned())),
            None => Err(ChakraError::TokenUnreadable),
        }
    }

    async fn token(&self, body: Value) -> Result<ConnectToken, ChakraError> {
        let path = ["v1", "ext", "whatsapp-partner", "create-connect-token"];
        let request = self.request(Method::POST, &path).json(&body);
        self.call(Endpoint::CreateConnectToken, request, |data| {
            ConnectToken::read(data.get("connectToken")?.as_str()?)
        })
        .await
    }

    /// The plugin's record (endpoint 6).
    pub async fn plugin(&self, plugin_id: &str) -> Result<PluginRecord, ChakraError> {
        let request = self.request(Method::GET, &["plugin", plugin_id]);
        self.call(Endpoint::GetPlugin, request, |data| {
            PluginRecord::read(plugin_id, data)
        })
        .await
    }

    /// Switches the plugin off (endpoint 7).
    pub async fn deactivate_plugin(&self, plugin_id: &str) -> Result<(), ChakraError> {
        let body = json!({ "pluginId": plugin_id, "isActive": false });
        let request = self.request(Method::PUT, &["plugin", plugin_id]);
        self.done(Endpoint::UpdatePlugin, request.json(&body)).await
    }

    /// Deletes the plugin (endpoint 8). Whether this frees the number at Meta is unknown.
    pub async fn delete_plugin(&self, plugin_id: &str) -> Result<(), ChakraError> {
        let request = self.request(Method::DELETE, &["plugin", plugin_id]);
        self.done(Endpoint::DeletePlugin, request).await
    }

    /// The record of one of a plugin's phone numbers (endpoint 10); none if Chakra answers 404. Endpoint 9, the list,
    /// is never used, because it contains the numbers of all the partner's customers.
    pub async fn phone_number(
        &self,
        plugin_id: &str,
        phone_number_id: &str,
    ) -> Result<Option<PhoneRecord>, ChakraError> {
        let path = ["v1", "ext", "whatsapp-phone-number", phone_number_id];
        let request = self.request(Method::GET, &path);
        let record = self
            .call(Endpoint::GetPhoneNumber, request, |data| {
                PhoneRecord::read(phone_number_id, plugin_id, data)
            })
            .await;
        match record {
            Ok(record) => Ok(Some(record)),
            // "Phone number not found for this plugin" contains the words for a deleted plugin. Only the plugin's own
            // record shows whether it is deleted.
            Err(ChakraError::Refused { status: 404 } | ChakraError::PluginNotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The records of a plugin's `WhatsApp` Business accounts (endpoint 11).
    pub async fn business_accounts(
        &self,
        plugin_id: &str,
    ) -> Result<Vec<AccountRecord>, ChakraError> {
        let mut url = self.url(&["v1", "ext", "whatsapp-business-account"]);
        url.query_pairs_mut().append_pair("pluginId", plugin_id);
        let request = self.request_to(Method::GET, url);
        self.call(Endpoint::ListBusinessAccounts, request, |data| {
            AccountRecord::read_list(plugin_id, data)
        })
        .await
    }

    pub(super) fn request(&self, method: Method, path: &[&str]) -> RequestBuilder {
        self.request_to(method, self.url(path))
    }

    fn url(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty();
            for segment in path {
                segments.push(if is_kept(segment) { segment } else { "%" });
            }
        }
        url
    }

    fn request_to(&self, method: Method, url: Url) -> RequestBuilder {
        self.http
            .request(method, url)
            .header(ACCEPT, "application/json")
    }

    pub(super) async fn call<T>(
        &self,
        endpoint: Endpoint,
        request: RequestBuilder,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<T, ChakraError> {
        self.admitted(endpoint, async {
            let (status, envelope) = self.send(request).await?;
            envelope
                .data
                .as_ref()
                .and_then(read)
                .ok_or(ChakraError::BadAnswer {
                    status: status.as_u16(),
                })
        })
        .await
    }

    /// For calls whose response matters only by its status. A page with status 200, for example a proxy's sign-in page,
    /// is not Chakra's response: whether the work was done is then unknown.
    async fn done(&self, endpoint: Endpoint, request: RequestBuilder) -> Result<(), ChakraError> {
        self.admitted(endpoint, async {
            let (status, envelope) = self.send(request).await?;
            if envelope.is_foreign {
                let status = status.as_u16();
                return Err(ChakraError::BadAnswer { status });
            }
            Ok(())
        })
        .await
    }

    /// Makes a call once it is admitted, and records how it ended. Does not retry: the widget retries by itself, with
    /// pauses, and retries in two layers would multiply the calls to a struggling Chakra. A second call of 6 s would
    /// also exceed the deadline of a request that needs two.
    async fn admitted<T>(
        &self,
        endpoint: Endpoint,
        call: impl Future<Output = Result<T, ChakraError>>,
    ) -> Result<T, ChakraError> {
        let admitted = self.admission.admit().await?;
        let record = CallRecord::begin(endpoint);
        let result = call.await;
        record.end(&result);
        admitted.end(&result);
        match result {
            // This backend's own wait, for all calls. Chakra's may be zero, or an hour.
            Err(ChakraError::RateLimited { .. }) => Err(ChakraError::RateLimited {
                retry_after: self.admission.wait(),
            }),
            result => result,
        }
    }

    /// The response to a request, sent with an accepted key if there is one.
    pub(super) async fn response(&self, request: RequestBuilder) -> Result<Response, ChakraError> {
        let mut refused = None;
        for (place, key) in self.keys.in_order() {
            // All bodies here can be sent again.
            let Some(attempt) = request.try_clone() else {
                break;
            };
            let sent = attempt.header(AUTHORIZATION, key).send().await;
            let response = sent.map_err(|error| transport(&error))?;
            if response.status() != StatusCode::UNAUTHORIZED {
                self.keys.accepted(place);
                return Ok(response);
            }
            refused = Some(response);
        }
        refused.ok_or(ChakraError::Lost)
    }

    async fn send(&self, request: RequestBuilder) -> Result<(StatusCode, Envelope), ChakraError> {
        read(self.response(request).await?).await
    }
}

/// Whether an address keeps the segment unchanged. URLs drop `.`, `..`, tabs and line breaks, so the request would go
/// to another endpoint, or be about another id.
fn is_kept(segment: &str) -> bool {
    !matches!(segment, "." | "..") && !segment.contains(['\t', '\n', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(base: &str) -> Result<Client, ClientSetupError> {
        Client::new(base.parse().unwrap(), "key".parse().unwrap())
    }

    #[test]
    fn the_key_goes_over_tls_or_stays_on_this_machine() {
        for base in [
            "http://127.0.0.1:1/",
            "http://[::1]/",
            "http://localhost:80",
        ] {
            assert!(client(base).is_ok(), "{base}");
        }
        for base in [
            "http://api.chakrahq.com",
            "ftp://localhost",
            "http://10.0.0.1",
        ] {
            assert!(
                matches!(client(base), Err(ClientSetupError::InsecureUrl)),
                "{base}"
            );
        }
    }

    /// In the worst case, the first key's response arrives at the last moment, and the call with the second key begins
    /// only then.
    #[test]
    fn a_call_takes_as_long_as_all_its_keys() {
        let one = client("http://127.0.0.1:1").unwrap();
        assert_eq!(one.call_time(), Client::CALL_TIME + Client::PATIENCE);
        let two = one.with_keys("key".parse().unwrap(), "next".parse().unwrap());
        assert_eq!(two.call_time(), Client::CALL_TIME * 2 + Client::PATIENCE);
    }

    #[test]
    fn addresses_keep_the_base_path_and_encode_ids() {
        for base in ["http://127.0.0.1:1/chakra", "http://127.0.0.1:1/chakra/"] {
            let client = client(base).unwrap();
            let request = client.request(Method::GET, &["plugin", "a/../b?c"]);
            assert_eq!(
                request.build().unwrap().url().as_str(),
                "http://127.0.0.1:1/chakra/plugin/a%2F..%2Fb%3Fc"
            );
        }
    }

    #[test]
    fn an_id_of_dots_calls_no_other_endpoint() {
        let client = client("http://127.0.0.1:1/").unwrap();
        for id in [".", "..", ".\n.", "\t..", "..\r\n", ".\t", "11\n1", "\r"] {
            let request = client.request(Method::GET, &["plugin", id]);
            let url = request.build().unwrap().url().clone();
            assert_eq!(url.as_str(), "http://127.0.0.1:1/plugin/%25", "{id:?}");
        }
    }

    /// Whatever an id contains, the address must read back as exactly this id, at this endpoint.
    #[test]
    fn an_id_is_one_segment_of_the_address() {
        let client = client("http://127.0.0.1:1/base/").unwrap();
        for id in [
            "/",
            "//evil.example",
            "\\..\\x",
            "a/../../v1",
            "a?b",
            "a#b",
            "a;b",
            "%2e%2e",
            "%2F",
            "%00",
            "%",
            "%25",
            "a b",
            " ",
            "\0",
            "\u{b}",
            "\u{7f}",
            "\u{85}",
            "\u{2028}",
            "\u{202e}",
            "\u{feff}",
            "ü",
            "😀",
            "@evil",
            ":80",
            "...",
            ". .",
        ] {
            let request = client.request(Method::GET, &["plugin", id]);
            let url = request.build().unwrap().url().clone();
            let path = url.path().strip_prefix("/base/plugin/").unwrap_or_default();
            assert!(path.is_ascii() && !path.contains('/'), "{id:?}: {url}");
            // Decoded as form data, because the ids contain none of its special characters.
            let read = url::form_urlencoded::parse(path.as_bytes()).next();
            assert_eq!(read.unwrap().0, id, "{url}");
            assert_eq!((url.query(), url.fragment()), (None, None), "{id:?}");
            assert_eq!(url.host_str(), Some("127.0.0.1"), "{id:?}");
        }
    }

    #[test]
    fn debug_output_holds_no_key() {
        let client = Client::new(
            "http://127.0.0.1:1".parse().unwrap(),
            "s3cretKEY".parse().unwrap(),
        )
        .unwrap();
        let request = client.request(Method::GET, &["plugin"]);
        assert!(!format!("{client:?}{request:?}").contains("s3cretKEY"));
    }
}
