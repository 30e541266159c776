//! The alphabet: everything that can happen to a widget.

use std::fmt;
use std::time::Duration;

use chakra_connect::flow::io::{Intent, Method};
use chakra_connect::flow::vendor::{Callback, VendorEvent};
use serde_json::{Value, json};

use crate::reply::{Kind, Scripted};
use crate::scene::Opens;

/// Something that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Reply(Kind, Scripted),
    SharedResponse(Scripted),
    ConnectedElsewhere,
    SdkLoaded,
    SdkFailed,
    MountFailed,
    Frame(Says),
    Click(Opens),
    Tab,
    Enter(Opens),
    /// On the page, outside the frame.
    ClickBeside,
    OtherWindow,
    OtherTab,
    Return,
    ToPopup,
    PopupClosed,
    OutOfView,
    InView,
    /// An unrelated event makes the driver report the page.
    Noticed,
    FrameRemoved,
    Moved,
    Reloaded,
    Revalidate,
    NextDeadline,
    /// Time passes while the page runs.
    Wait(Duration),
    /// Time passes while the computer sleeps.
    Sleep(Duration),
    /// Time passes while the page is hidden and frozen. `First` comes first on the return.
    Frozen(Duration, First),
    Button(Method),
    Call(Method),
    Withdraw,
    ConnectAllowed(bool),
    DisconnectAllowed(bool),
    Choose(&'static str),
    Start(usize),
}

/// The browser's first task when a frozen page is visible again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// The change of the page.
    Page,
    /// The overdue timer, for which the page is still hidden.
    Timer,
}

/// The actions of the customer's buttons, and of the methods.
pub const METHODS: [Method; 5] = [
    Method::Connect(Intent::Connect),
    Method::Connect(Intent::Replace),
    Method::Refresh,
    Method::Disconnect,
    Method::Reset,
];

/// The events of the vendor's frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    Ready,
    Finished,
    FinishedWithoutNumber,
    Cancelled,
    FailedAtMeta,
    Failed,
    Progress,
}

impl Says {
    pub const ALL: [Self; 7] = [
        Self::Ready,
        Self::Finished,
        Self::FinishedWithoutNumber,
        Self::Cancelled,
        Self::FailedAtMeta,
        Self::Failed,
        Self::Progress,
    ];

    /// Whether the popup is closed after this event.
    pub fn ends_popup(self) -> bool {
        !matches!(self, Self::Ready | Self::Progress)
    }

    pub fn signal(self) -> VendorEvent {
        let message = |name: &str, data| (Callback::Message, json!(name), data);
        let (callback, event, data) = match self {
            Self::Ready => (Callback::Ready, Value::Null, Value::Null),
            Self::Finished => message("FINISH", json!({ "phone_number_id": "n9" })),
            Self::FinishedWithoutNumber => message("FINISH_ONLY_WABA", json!({ "waba_id": "w" })),
            Self::Cancelled => message("CANCEL", json!({ "current_step": "PERMISSIONS" })),
            Self::FailedAtMeta => message("CANCEL", json!({ "error_code": "3441030" })),
            Self::Failed => (Callback::Error, Value::Null, json!({ "message": "m" })),
            Self::Progress => message("PROGRESS", json!({})),
        };
        VendorEvent {
            callback,
            event: event.to_string(),
            data: data.to_string(),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reply(kind, reply) => write!(f, "the backend answers {kind:?}: {reply:?}"),
            Self::SharedResponse(reply) => write!(f, "another widget gets the status: {reply:?}"),
            Self::ConnectedElsewhere => f.write_str("another widget tells of a connection"),
            Self::SdkLoaded => f.write_str("the SDK has loaded"),
            Self::SdkFailed => f.write_str("the SDK does not load"),
            Self::MountFailed => f.write_str("the SDK's init fails"),
            Self::Frame(says) => write!(f, "the frame says: {says:?}"),
            Self::Click(opens) => write!(f, "the customer clicks into the frame; opens: {opens:?}"),
            Self::Tab => f.write_str("the customer tabs into the frame"),
            Self::Enter(opens) => {
                write!(
                    f,
                    "the customer presses Enter in the frame; opens: {opens:?}"
                )
            }
            Self::ClickBeside => f.write_str("the customer clicks on the page, beside the frame"),
            Self::OtherWindow => f.write_str("the customer looks at another window"),
            Self::OtherTab => f.write_str("the customer looks at another tab"),
            Self::Return => f.write_str("the customer returns to the page"),
            Self::ToPopup => f.write_str("the customer goes back to the popup"),
            Self::PopupClosed => f.write_str("the popup is closed, without a word"),
            Self::OutOfView => f.write_str("the widget is scrolled out of view"),
            Self::InView => f.write_str("the widget is scrolled into view"),
            Self::Noticed => f.write_str("the driver happens to look at the page"),
            Self::FrameRemoved => f.write_str("the page's code removes the frame"),
            Self::Moved => f.write_str("the element is moved"),
            Self::Reloaded => f.write_str("the page is reloaded"),
            Self::Revalidate => f.write_str("the network is back"),
            Self::NextDeadline => f.write_str("time passes to the next deadline"),
            Self::Wait(span) => write!(f, "{} s pass", span.as_secs()),
            Self::Sleep(span) => write!(f, "the computer sleeps for {} s", span.as_secs()),
            Self::Frozen(span, first) => write!(
                f,
                "the page is hidden and frozen for {} s; first comes: {first:?}",
                span.as_secs()
            ),
            Self::Button(method) => write!(f, "the customer's button: {method:?}"),
            Self::Call(method) => write!(f, "the page calls: {method:?}"),
            Self::Withdraw => f.write_str("the customer keeps what there is"),
            Self::ConnectAllowed(is_allowed) => {
                write!(f, "the page allows to connect: {is_allowed}")
            }
            Self::DisconnectAllowed(is_allowed) => {
                write!(f, "the page allows to disconnect: {is_allowed}")
            }
            Self::Choose(id) => write!(f, "the customer chooses {id}"),
            Self::Start(which) => write!(f, "the configuration is now number {which}"),
        }
    }
}
