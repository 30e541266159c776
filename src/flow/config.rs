//! What the page asked for: the element's attributes, read with a warning for each bad value.

use super::error::Code;

/// The vendor SDK's address unless the page or the backend names another.
///
/// Source: every public integration after the first uses this version (chakra-protocol 2.1).
pub const DEFAULT_SDK_URL: &str =
    "https://embed.chakrahq.com/whatsapp-partner-connect/v1_0_1/sdk.js";

/// The element's tag.
pub const TAG: &str = "chakra-whatsapp-connect";

/// One attribute of the element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: &'static str,
    /// The allowed values, the default first; none where any text will do.
    pub allowed: &'static [&'static str],
    /// What it does.
    pub meaning: &'static str,
}

/// The attributes of `<chakra-whatsapp-connect>`.
pub const ATTRIBUTES: &[Attribute] = &[
    Attribute {
        name: "backend",
        allowed: &[],
        meaning: "Address of the partner's backend; gives the four calls below it.",
    },
    Attribute {
        name: "token-url",
        allowed: &[],
        meaning: "Address of the token call, in place of `{backend}/connect-token`.",
    },
    Attribute {
        name: "status-url",
        allowed: &[],
        meaning: "Address of the status call, in place of `{backend}/status`.",
    },
    Attribute {
        name: "event-url",
        allowed: &[],
        meaning: "Address of the event call, in place of `{backend}/connect-event`.",
    },
    Attribute {
        name: "disconnect-url",
        allowed: &[],
        meaning: "Address of the disconnect call, in place of `{backend}/disconnect`.",
    },
    Attribute {
        name: "sdk-url",
        allowed: &[],
        meaning: "Address of the vendor SDK, in place of Chakra's.",
    },
    Attribute {
        name: "credentials",
        allowed: &["same-origin", "include"],
        meaning: "Whether cookies go to a backend of another origin.",
    },
    Attribute {
        name: "start",
        allowed: &["visible", "click", "manual"],
        meaning: "When the signup is prepared: once the widget is in view, on a click, or by `connect()`.",
    },
    Attribute {
        name: "variant",
        allowed: &["card", "inline", "button"],
        meaning: "The form: a card, a row of a settings list, or the button alone.",
    },
    Attribute {
        name: "theme",
        allowed: &["auto", "light", "dark"],
        meaning: "The colour scheme; `auto` is the visitor's. Without the attribute it is the page's own, as its `color-scheme` says.",
    },
    Attribute {
        name: "locale",
        allowed: &[],
        meaning: "The language, such as `pt-BR`; else that of the page's `lang`, else the browser's.",
    },
    Attribute {
        name: "locales-url",
        allowed: &[],
        meaning: "Folder of the language files, in place of `locales/` beside the module.",
    },
    Attribute {
        name: "load",
        allowed: &["visible", "intent", "eager"],
        meaning: "When the WebAssembly is fetched: once the widget is nearly in view, when the visitor points at it or tabs to it, or at once.",
    },
    Attribute {
        name: "fallback-url",
        allowed: &[],
        meaning: "Page to link to where the widget cannot be loaded; `http` or `https`.",
    },
];

/// The properties that the page may set, and what each does.
pub const PROPERTIES: &[(&str, &str)] = &[
    (
        "fetchToken",
        "Set it to answer for the token in place of an address: a function of `{intent, pluginId, signal}` that gives the token, the answer above, or a `Response`.",
    ),
    ("fetchStatus", "The same for the status."),
    ("disconnectAccount", "The same for disconnecting."),
    (
        "sendEvent",
        "The same for events: a function of `{attemptId, event, data}`, whose result nobody waits for, and of `{phoneNumberId, signal}`, the customer's choice.",
    ),
    (
        "requestHeaders",
        "An object of headers, or a function that gives one, for every request: a bearer token, say.",
    ),
    (
        "messages",
        "An object of your own words by the keys of the language files, over those of every language.",
    ),
];

/// The methods: how each is called, and what it does.
pub const METHODS: &[(&str, &str)] = &[
    (
        "connect(options?: {intent?: \"connect\" | \"replace\"})",
        "Prepares the signup, where `start` waits for it; `connect({intent: \"replace\"})` prepares it for another number in place of the connected one.",
    ),
    ("refresh()", "Asks for the status again."),
    (
        "disconnect()",
        "Disconnects, after `chakra-before-disconnect`.",
    ),
    ("reset()", "Ends an open attempt and begins again."),
];

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

/// Where the answers to one of the calls come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An HTTP request to this address.
    Url(String),
    /// A function that the page has set.
    Function,
}

/// Which of the calls the page answers by a function of its own.
#[allow(clippy::struct_excessive_bools)] // Each is a function of its own.
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

/// Everything the page asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Where tokens come from; without it nothing works.
    pub token: Option<Source>,
    /// Where the status comes from; without it no outcome is verified.
    pub status: Option<Source>,
    /// Where hints and the customer's choice go.
    pub event: Option<Source>,
    /// What disconnects; without it the customer is not offered to.
    pub disconnect: Option<Source>,
    /// The vendor SDK's address.
    pub sdk_url: Option<String>,
    /// Whether cookies go to a backend of another origin too.
    pub sends_cookies_abroad: bool,
    /// When the signup is prepared.
    pub start: Start,
}

/// An attribute value that was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The attribute.
    pub attribute: &'static Attribute,
    /// What it was set to.
    pub value: String,
}

impl core::fmt::Display for Warning {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Attribute { name, allowed, .. } = self.attribute;
        let default = allowed.first().unwrap_or(&"");
        write!(
            f,
            "<chakra-whatsapp-connect>: {name}=\"{}\" is not known; allowed: {}; taken: {default}",
            self.value,
            allowed.join(", "),
        )
    }
}

impl Config {
    /// Reads the attributes through `get`; `functions` go before addresses.
    pub fn read(
        get: impl Fn(&str) -> Option<String>,
        functions: Functions,
    ) -> (Self, Vec<Warning>) {
        let text = |name: &str| {
            get(name)
                .map(|value| value.trim().to_owned())
                .filter(|value| !value.is_empty())
        };
        let backend = text("backend").map(|base| base.trim_end_matches('/').to_owned());
        let source = |function: bool, attribute: &str, path: &str| {
            if function {
                return Some(Source::Function);
            }
            text(attribute)
                .or_else(|| Some(format!("{}/{path}", backend.as_ref()?)))
                .map(Source::Url)
        };
        let start = match text("start").as_deref() {
            Some("click") => Start::Click,
            Some("manual") => Start::Manual,
            _ => Start::Visible,
        };
        let config = Self {
            token: source(functions.token, "token-url", "connect-token"),
            status: source(functions.status, "status-url", "status"),
            event: source(functions.event, "event-url", "connect-event"),
            disconnect: source(functions.disconnect, "disconnect-url", "disconnect"),
            sdk_url: text("sdk-url"),
            sends_cookies_abroad: text("credentials").as_deref() == Some("include"),
            start,
        };
        let unknown = |attribute: &'static Attribute| {
            let value = get(attribute.name).filter(|value| !value.trim().is_empty())?;
            let known = attribute.allowed.is_empty() || attribute.allowed.contains(&value.trim());
            (!known).then_some(Warning { attribute, value })
        };
        (config, ATTRIBUTES.iter().filter_map(unknown).collect())
    }

    /// Whether there is any source at all.
    ///
    /// # Errors
    /// [`Code::ConfigMissingTokenSource`].
    pub fn check(&self) -> Result<(), Code> {
        match self.token {
            Some(_) => Ok(()),
            None => Err(Code::ConfigMissingTokenSource),
        }
    }
}
