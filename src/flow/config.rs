//! The page's configuration: the element's attributes, with a warning for each bad value.

use chakra_connect_contract::{ATTRIBUTES, Attribute, Call, MOCK_SCHEME, TAG};

use super::address;
use super::error::Code;
use super::tenant::names_tenant;

/// The vendor SDK's address unless the page or the backend names another.
///
/// Source: every public integration after the first uses this version (chakra-protocol 2.1).
pub const DEFAULT_SDK_URL: &str =
    "https://embed.chakrahq.com/whatsapp-partner-connect/v1_0_1/sdk.js";

/// When the signup is prepared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// Once the widget is in view.
    #[default]
    Visible,
    /// When the customer clicks the widget's own button.
    Click,
    /// When the page calls `connect()`.
    Manual,
}

/// Which cookies are sent with a request, as in `fetch`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Those of the page's own origin.
    #[default]
    SameOrigin,
    /// Those of a backend of another origin, too.
    Include,
}

impl Credentials {
    /// The value for `fetch`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameOrigin => "same-origin",
            Self::Include => "include",
        }
    }
}

/// The page's request headers, compared by value. The `Debug` form shows no value: one may be a secret.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RequestHeaders(pub Vec<(String, String)>);

impl core::fmt::Debug for RequestHeaders {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "RequestHeaders({})", self.0.len())
    }
}

/// The source of the answers to one of the calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An HTTP request to this address.
    Url(String),
    /// A function that the page has set.
    Function,
}

/// The calls that the page answers by functions of its own.
#[allow(clippy::struct_excessive_bools)] // Each is a separate function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Functions {
    /// `fetchToken` is set.
    pub token: bool,
    /// `fetchStatus` is set.
    pub status: bool,
    /// `disconnectAccount` is set.
    pub disconnect: bool,
    /// `sendEvent` is set.
    pub event: bool,
}

/// Everything that the page has configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Source of tokens; without it nothing works.
    pub token: Option<Source>,
    /// Source of the status; without it no outcome is verified.
    pub status: Option<Source>,
    /// Target of hints and of the customer's choice.
    pub event: Option<Source>,
    /// Target of disconnects; without it the customer cannot disconnect.
    pub disconnect: Option<Source>,
    /// The vendor SDK's address.
    pub sdk_url: Option<String>,
    /// Whether cookies are sent to a backend of another origin, too.
    pub credentials: Credentials,
    /// The owner of the connection, as the page names it.
    pub tenant: Option<String>,
    /// The values of `requestHeaders`, if it is an object: names in lower case, sorted.
    pub headers: RequestHeaders,
    /// The absolute addresses: the meaning of a relative one depends on the page's own.
    pub addresses: Vec<String>,
    /// Whether `requestHeaders` is a function, whose values are known only after a call.
    pub asks_for_headers: bool,
    /// When the signup is prepared.
    pub start: Start,
}

/// An attribute value that was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The attribute.
    pub attribute: &'static Attribute,
    /// Its value.
    pub value: String,
}

impl core::fmt::Display for Warning {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (name, allowed) = (self.attribute.name, self.attribute.allowed());
        if allowed.is_empty() {
            // Without the value, which may hold a password.
            return write!(
                f,
                "<chakra-whatsapp-connect>: {name} is not clearly an address: write `/path`, or `https://` before a host"
            );
        }
        let default = allowed.first().unwrap_or(&"");
        write!(
            f,
            "<{TAG}>: {name}=\"{}\" is not known; allowed: {}; taken: {default}",
            self.value,
            allowed.join(", "),
        )
    }
}

/// Whether the attribute's value is an address for requests.
fn is_address(name: &str) -> bool {
    let names = [
        "backend",
        "token-url",
        "status-url",
        "event-url",
        "disconnect-url",
    ];
    names.contains(&name)
}

impl Config {
    /// Reads the attributes through `get`; `functions` have priority over addresses.
    pub fn read(
        get: impl Fn(&str) -> Option<String>,
        functions: Functions,
    ) -> (Self, Vec<Warning>) {
        let text = |name: &str| {
            get(name)
                .map(|value| value.trim().to_owned())
                .filter(|value| !value.is_empty())
        };
        // A template's placeholder for a missing value is not an address.
        let is_value =
            |value: &String| !["undefined", "null", "[object Object]"].contains(&value.as_str());
        let address = |name: &str| text(name).filter(is_value);
        let source = |function: bool, attribute: &str, path: &str| {
            if function {
                return Some(Source::Function);
            }
            address(attribute)
                .or_else(|| Some(address::join(&address("backend")?, path)))
                .map(Source::Url)
        };
        let start = match text("start").as_deref() {
            Some("click") => Start::Click,
            Some("manual") => Start::Manual,
            _ => Start::Visible,
        };
        let config = Self {
            token: source(
                functions.token,
                "token-url",
                const { Call::ConnectToken.segment() },
            ),
            status: source(
                functions.status,
                "status-url",
                const { Call::Status.segment() },
            ),
            event: source(
                functions.event,
                "event-url",
                const { Call::ConnectEvent.segment() },
            ),
            disconnect: source(
                functions.disconnect,
                "disconnect-url",
                const { Call::Disconnect.segment() },
            ),
            sdk_url: address("sdk-url"),
            credentials: match text("credentials").as_deref() {
                Some("include") => Credentials::Include,
                _ => Credentials::SameOrigin,
            },
            tenant: text("tenant"),
            headers: RequestHeaders::default(),
            addresses: Vec::new(),
            asks_for_headers: false,
            start,
        };
        let unknown = |attribute: &'static Attribute| {
            let value = get(attribute.name).filter(|value| !value.trim().is_empty())?;
            let value = value.trim().to_owned();
            let is_known = match attribute.allowed() {
                // Functions answer a mock's address; if there are none, the check refuses it.
                [] => {
                    !is_address(attribute.name)
                        || address::is_clear(&value)
                        || value.starts_with(MOCK_SCHEME)
                }
                allowed => allowed.contains(&value.as_str()),
            };
            (!is_known).then_some(Warning { attribute, value })
        };
        (config, ATTRIBUTES.iter().filter_map(unknown).collect())
    }

    /// Notes the absolute addresses, resolved by `whole`.
    pub fn note_addresses(&mut self, whole: impl Fn(&str) -> Option<String>) {
        let sources = [&self.token, &self.status, &self.disconnect];
        let addresses = sources
            .into_iter()
            .flatten()
            .filter_map(|source| match source {
                Source::Url(address) => whole(address),
                Source::Function => None,
            });
        self.addresses = addresses.collect();
    }

    /// Whether this configuration asks for the same account as `other`, from the same backend and as the same visitor.
    #[must_use]
    pub fn asks_as(&self, other: &Self) -> bool {
        self.token == other.token
            && self.status == other.status
            && self.disconnect == other.disconnect
            && self.credentials == other.credentials
            && self.tenant == other.tenant
            && self.headers == other.headers
            && self.addresses == other.addresses
            && self.asks_for_headers == other.asks_for_headers
    }

    /// Whether this configuration only proves anew, with renewed headers, that the visitor belongs to the tenant that
    /// [`tenant`](Self::tenant) names. Without that name, new headers may be those of another account.
    #[must_use]
    pub fn renews(&self, other: &Self) -> bool {
        let mut pairs = self.headers.0.iter().zip(&other.headers.0);
        self.tenant.is_some()
            // With fewer headers, the visitor may have signed out.
            && self.headers.0.len() == other.headers.0.len()
            && pairs.all(|(now, before)| now.0 == before.0 && (now.1 == before.1 || !names_tenant(&now.0)))
            && *self
                == Self {
                    headers: self.headers.clone(),
                    ..other.clone()
                }
    }

    /// Whether there is a token source, and requests can go to every address.
    ///
    /// # Errors
    /// [`Code::ConfigMissingTokenSource`], [`Code::ConfigBadAddress`].
    pub fn check(&self) -> Result<(), Code> {
        let sources = [&self.token, &self.status, &self.event, &self.disconnect];
        let is_bad = |source: &Source| matches!(source, Source::Url(address) if !address::is_usable(address));
        match self.token {
            _ if sources.into_iter().flatten().any(is_bad) => Err(Code::ConfigBadAddress),
            None => Err(Code::ConfigMissingTokenSource),
            Some(_) => Ok(()),
        }
    }
}
