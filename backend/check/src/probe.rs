//! The requests of a check: their contents, and their names in the evidence.

use reqwest::Method;
use serde_json::{Value, json};

use crate::ask::{Ask, Body, Who};
use crate::call::Call;
use crate::page::{OtherPage, Page};

/// A plugin id and a number id that belong to nobody.
const NOBODYS: &str = "00000000-0000-4000-8000-636865636b21";
const NOBODYS_NUMBER: &str = "100000000000001";
/// Number of first token requests that are sent concurrently.
pub(crate) const AT_ONCE: u8 = 4;
/// Larger than any call needs, and larger than the default body limit of common servers (1 MB).
const LONG_BODY: usize = 2 << 20;

/// One request of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Probe {
    Status,
    StatusAgain,
    Hint,
    StatusAfterHint,
    ForeignNumber,
    ForeignPlugin,
    /// A `pluginId` that is an object (0) or a number (1).
    OddPlugin(u8),
    CutJson,
    LongBody,
    /// JSON in a body type that any form can send: `text/plain` (0) or `application/x-www-form-urlencoded` (1).
    Form(u8),
    TokenByGet,
    TokenByImage,
    Put,
    UnknownCall,
    SignedOut(Call),
    CrossSite(Call, OtherPage),
    Preflight,
    OwnPreflight,
    // The following are sent only with changes.
    /// Ensures that the tenant has no plugin.
    Reset,
    FirstToken(u8),
    NextToken,
    Replacement,
    OwnPlugin,
    StatusWithPlugin,
    OthersToken,
    OthersPlugin,
    DisconnectByGet,
    Disconnect,
    StatusAfterDisconnect,
    DisconnectAgain,
    TokenAfterDisconnect,
    LastDisconnect,
    OthersDisconnect,
}

/// The facts learned from earlier responses.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// The tenant's plugin.
    pub(crate) plugin: Option<String>,
    /// The second tenant's plugin.
    pub(crate) others_plugin: Option<String>,
}

impl Probe {
    pub(crate) fn ask(self, known: &Known) -> Ask {
        let token = |plugin: Value| {
            Ask::post(
                Call::Token,
                json!({"intent": "connect", "pluginId": plugin}),
            )
        };
        let first = || Ask::post(Call::Token, json!({"intent": "connect"}));
        let text = |content_type, text: String| {
            Ask::own(Call::Token, Method::POST, Body::Text { content_type, text })
        };
        match self {
            Self::Status
            | Self::StatusAgain
            | Self::StatusAfterHint
            | Self::StatusWithPlugin
            | Self::StatusAfterDisconnect => Ask::get(Call::Status),
            Self::Hint => hint(),
            Self::ForeignNumber => {
                Ask::post(Call::Event, json!({ "phoneNumberId": NOBODYS_NUMBER }))
            }
            Self::ForeignPlugin => token(NOBODYS.into()),
            Self::OddPlugin(0) => token(json!({ "$ne": "" })),
            Self::OddPlugin(_) => token(7.into()),
            Self::CutJson => text("application/json", format!("{{\"pluginId\": \"{NOBODYS}")),
            // With a plugin that must be rejected, so that no token is created.
            Self::LongBody => {
                let rest = "x".repeat(LONG_BODY);
                text(
                    "application/json",
                    json!({"intent": "connect", "rest": rest, "pluginId": NOBODYS}).to_string(),
                )
            }
            // A page of another site can send this without a preflight.
            Self::Form(kind) => {
                let content_type = match kind {
                    0 => "text/plain",
                    _ => "application/x-www-form-urlencoded",
                };
                text(content_type, "{\"intent\":\"connect\"}".to_owned()).from(Page::None)
            }
            Self::TokenByGet => Ask::get(Call::Token),
            Self::TokenByImage => Ask::get(Call::Token).from(Page::Other(OtherPage::Image)),
            Self::Put => Ask::own(
                Call::Token,
                Method::PUT,
                Body::Json(json!({"intent": "connect"})),
            ),
            Self::UnknownCall => Ask::get(Call::Unknown),
            Self::SignedOut(call) => of_call(call).by(Who::Nobody),
            Self::CrossSite(call, page) => of_call(call).from(Page::Other(page)),
            Self::Preflight | Self::OwnPreflight => {
                let page = match self {
                    Self::Preflight => Page::Other(OtherPage::Modern),
                    _ => Page::Own,
                };
                Ask {
                    is_preflight: true,
                    ..Ask::own(Call::Token, Method::OPTIONS, Body::None)
                }
                .by(Who::Nobody)
                .from(page)
            }
            Self::FirstToken(_) | Self::NextToken | Self::TokenAfterDisconnect => first(),
            Self::Replacement => Ask::post(Call::Token, json!({"intent": "replace"})),
            Self::OwnPlugin => token(json!(known.plugin)),
            Self::OthersToken => first().by(Who::OtherTenant),
            Self::OthersPlugin => token(json!(known.others_plugin)),
            Self::DisconnectByGet => Ask::get(Call::Disconnect),
            Self::Reset | Self::Disconnect | Self::DisconnectAgain | Self::LastDisconnect => {
                of_call(Call::Disconnect)
            }
            Self::OthersDisconnect => of_call(Call::Disconnect).by(Who::OtherTenant),
        }
    }

    pub(crate) fn call(self) -> Call {
        self.ask(&Known::default()).call
    }

    /// The difference from an ordinary request, for the evidence.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Hint => "with a hint that the signup ended well",
            Self::StatusAfterHint => "after that hint",
            Self::ForeignNumber => "with a number that is not the tenant's",
            Self::ForeignPlugin => "with a pluginId that is not the tenant's",
            Self::OddPlugin(0) => "with an object as pluginId",
            Self::OddPlugin(_) => "with a number as pluginId",
            Self::CutJson => "with JSON that is cut off",
            Self::LongBody => "with a body of 2 MB",
            Self::Form(0) => "with Content-Type: text/plain",
            Self::Form(_) => "with Content-Type: application/x-www-form-urlencoded",
            Self::TokenByImage => OtherPage::Image.describe(),
            Self::SignedOut(_) => "signed out",
            Self::CrossSite(_, page) => page.describe(),
            Self::Preflight => "as the preflight of another site",
            Self::OwnPreflight => "as the preflight of the page",
            Self::FirstToken(_) => "one of four at once",
            Self::Replacement => "with the intent replace",
            Self::OwnPlugin => "with the tenant's own pluginId",
            Self::OthersToken => "as the second tenant",
            Self::OthersPlugin => "with the second tenant's pluginId",
            Self::DisconnectAgain => "a second time",
            Self::StatusAfterDisconnect | Self::TokenAfterDisconnect => "after the disconnect",
            _ => "",
        }
    }

    /// Whether a correct backend changes something because of it.
    pub(crate) fn needs_changes(self) -> bool {
        matches!(
            self,
            Self::Reset
                | Self::FirstToken(_)
                | Self::NextToken
                | Self::Replacement
                | Self::OwnPlugin
                | Self::StatusWithPlugin
                | Self::OthersToken
                | Self::OthersPlugin
                | Self::DisconnectByGet
                | Self::Disconnect
                | Self::StatusAfterDisconnect
                | Self::DisconnectAgain
                | Self::TokenAfterDisconnect
                | Self::LastDisconnect
                | Self::OthersDisconnect
                // If accepted, their effect could not be undone.
                | Self::SignedOut(Call::Disconnect)
                | Self::CrossSite(Call::Disconnect, _)
        )
    }

    pub(crate) fn needs_other_tenant(self) -> bool {
        matches!(
            self,
            Self::OthersToken | Self::OthersPlugin | Self::OthersDisconnect
        )
    }

    /// Whether it is dangerous only if the browser adds the session by itself.
    pub(crate) fn is_of_other_site(self) -> bool {
        matches!(
            self,
            Self::CrossSite(..) | Self::Form(_) | Self::TokenByImage
        )
    }
}

fn hint() -> Ask {
    let body = json!({"attemptId": "0000636865636b00", "event": "FINISH", "data": {}});
    Ask::post(Call::Event, body)
}

/// The request that the widget sends for a call.
fn of_call(call: Call) -> Ask {
    match call {
        Call::Token => Ask::post(call, json!({"intent": "connect"})),
        Call::Event => hint(),
        Call::Disconnect => Ask::post(call, json!({})),
        Call::Status | Call::Unknown => Ask::get(call),
    }
}
