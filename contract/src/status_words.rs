//! The words with which Chakra's records describe a number, its display name and its account: a closed table.
//!
//! Chakra's own words are not published. `CONNECTED` was seen by integrations; the others are
//! Meta's for the same fields:
//! - `status` of a phone number. The API of `YCloud` passes Meta's words on, and explains them: `UNVERIFIED`
//!   (verify it to start sending), `MANUAL_REVIEW`, `DISCONNECTED` (not reachable by `WhatsApp`), `FLAGGED`
//!   and `WARNED` (low quality, reports of spam), `RATE_LIMITED`, `RESTRICTED` and `BLOCKED` (over its
//!   limit), `BANNED`, `MIGRATED` (moved to another account), `UNKNOWN` (cannot be told right now)
//!   (YCloud-Developers/ycloud-sdk-php, `lib/Model/WhatsappPhoneNumberStatus.php`). `OFFLINE` is in
//!   the help pages of Clickatell and Netcore; `LINKED`, `UNLINKED` and `DELETED` are other integrations'.
//! - `name_status`: `APPROVED`, `AVAILABLE_WITHOUT_REVIEW`, `DECLINED`, `EXPIRED`, `PENDING_REVIEW`,
//!   `NONE`. After `DECLINED`, the name can be edited or appealed; nothing says that sending stops
//!   (<https://developers.facebook.com/documentation/business-messaging/whatsapp/display-names/>).
//! - `code_verification_status`: `VERIFIED`, `NOT_VERIFIED`, `EXPIRED`. Integrations read it where there
//!   is no `status`.
//! - The review of an account: `APPROVED`, `REJECTED`, `PENDING`, `DEFERRED`
//!   (<https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_review_update/>).

use crate::ConnectionState;
use Meaning::{ActionNeeded, Banned, Fine, InReview, Notice, ReconnectNeeded};

/// The meaning of a word for the connection. Ordered by severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// It works, or nothing says otherwise.
    Fine,
    /// It works, but something is worth mentioning.
    Notice,
    /// Meta reviews it.
    InReview,
    /// The customer has to do something before it works.
    ActionNeeded,
    /// It is no longer connected.
    ReconnectNeeded,
    /// Meta has banned it. More severe than a lost connection, because reconnecting would not help.
    Banned,
}

impl Meaning {
    /// Every meaning, ordered by severity.
    pub const ALL: [Self; 6] = [
        Fine,
        Notice,
        InReview,
        ActionNeeded,
        ReconnectNeeded,
        Banned,
    ];

    /// The state of a connection with one number, if this is its most severe meaning.
    #[must_use]
    pub const fn state(self) -> ConnectionState {
        match self {
            Fine | Notice => ConnectionState::Connected,
            InReview => ConnectionState::InReview,
            ActionNeeded | Banned => ConnectionState::ActionNeeded,
            ReconnectNeeded => ConnectionState::ReconnectNeeded,
        }
    }
}

/// The field of a word. A word may mean something else in another field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// `status` of a number.
    Status,
    /// `nameStatus` of a number: its display name.
    NameStatus,
    /// `chakraStatus` of a number.
    ChakraStatus,
    /// `chakraStatus` of an account.
    AccountChakraStatus,
}

impl Field {
    /// Every field, those of a number first, in the order in which they are read.
    pub const ALL: [Self; 4] = [
        Self::Status,
        Self::ChakraStatus,
        Self::NameStatus,
        Self::AccountChakraStatus,
    ];

    /// Its name in Chakra's records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::NameStatus => "nameStatus",
            Self::ChakraStatus => "chakraStatus",
            Self::AccountChakraStatus => "chakraStatus of the account",
        }
    }

    /// Its subject, for people.
    #[must_use]
    pub const fn subject(self) -> &'static str {
        match self {
            Self::Status | Self::ChakraStatus => "the number",
            Self::NameStatus => "the display name",
            Self::AccountChakraStatus => "the WhatsApp Business account",
        }
    }

    /// Its words.
    #[must_use]
    pub const fn words(self) -> &'static [Row] {
        match self {
            Self::NameStatus => NAME,
            Self::Status | Self::ChakraStatus | Self::AccountChakraStatus => CONNECTION,
        }
    }
}

/// The text for a word that is not in the table; `{}` is the word's subject.
pub const UNKNOWN: &str = "Chakra reports a status of {} that is not known here.";

/// Words with one meaning, the message, and the solution; `{}` is what the word is about.
pub type Row = (&'static [&'static str], Meaning, &'static str, &'static str);

/// Words for a number or an account, as a connection.
pub const CONNECTION: &[Row] = &[
    (
        &[
            "CONNECTED",
            "VERIFIED",
            "APPROVED",
            "AVAILABLE",
            "AVAILABLE_WITHOUT_REVIEW",
            "ACTIVE",
            "ONLINE",
            "LINKED",
        ],
        Fine,
        "",
        "",
    ),
    // A new coexistence number that works has `PENDING`; the other two say nothing.
    (&["PENDING", "NONE", "UNKNOWN"], Fine, "", ""),
    (REVIEW, InReview, REVIEWING, ""),
    (
        &["RESTRICTED", "BLOCKED"],
        ActionNeeded,
        "Meta restricts {}.",
        "Open WhatsApp Manager to see why, and what lifts the restriction.",
    ),
    (
        &["FLAGGED", "WARNED"],
        ActionNeeded,
        "Meta has flagged {} for the low quality of its messages.",
        "Send only messages that your customers expect.",
    ),
    (
        &["RATE_LIMITED"],
        ActionNeeded,
        "Meta limits how many messages {} may send.",
        "Wait until the limit is over, and send less at once.",
    ),
    (
        &["PAUSED", "SUSPENDED", "DISABLED"],
        ActionNeeded,
        "Sending from {} is suspended.",
        "Open WhatsApp Manager to see why.",
    ),
    (
        &["UNVERIFIED", "NOT_VERIFIED"],
        ActionNeeded,
        "Meta has not verified {}.",
        "Verify it in WhatsApp Manager.",
    ),
    (
        &["EXPIRED"],
        ActionNeeded,
        "The verification of {} has expired.",
        "Verify it again in WhatsApp Manager.",
    ),
    (
        &["DECLINED", "REJECTED"],
        ActionNeeded,
        "Meta has declined {}.",
        "Open WhatsApp Manager to see why, and ask for a review.",
    ),
    (
        &["DISCONNECTED", "NOT_CONNECTED", "OFFLINE", "UNLINKED"],
        ReconnectNeeded,
        "The connection to {} is lost.",
        "Connect it again.",
    ),
    (
        &["DELETED", "REMOVED", "DEREGISTERED", "UNREGISTERED"],
        ReconnectNeeded,
        "WhatsApp no longer has {}.",
        "Connect it again, or another one.",
    ),
    (
        &["MIGRATED"],
        ReconnectNeeded,
        "Another WhatsApp service uses {} now.",
        "Connect it again to use it here.",
    ),
    (
        &["BANNED"],
        Banned,
        "Meta has banned {}.",
        "Ask Meta for a review in WhatsApp Manager.",
    ),
];

/// Words for a display name: the number works with any of them.
pub const NAME: &[Row] = &[
    (
        &["APPROVED", "AVAILABLE_WITHOUT_REVIEW", "VERIFIED"],
        Fine,
        "",
        "",
    ),
    (&["PENDING", "NONE", "UNKNOWN"], Fine, "", ""),
    (REVIEW, InReview, REVIEWING, ""),
    (
        &["DECLINED", "REJECTED"],
        Notice,
        "Meta has declined {}.",
        "Choose another one in WhatsApp Manager.",
    ),
    (
        &["EXPIRED"],
        Notice,
        "The approval of {} has expired.",
        "Ask for a new one in WhatsApp Manager.",
    ),
];

const REVIEW: &[&str] = &[
    "PENDING_REVIEW",
    "IN_REVIEW",
    "UNDER_REVIEW",
    "MANUAL_REVIEW",
    "DEFERRED",
];
const REVIEWING: &str = "Meta is reviewing {}.";
