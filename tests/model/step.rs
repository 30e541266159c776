//! The alphabet: all that can happen to a widget.

use std::fmt;
use std::time::Duration;

use chakra_connect::flow::io::{FrameFocus, Page};
use chakra_connect::flow::vendor::{Callback, Signal};
use serde_json::{Value, json};

use crate::reply::{Kind, Reply};

/// Something that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Answer(Kind, Reply),
    Overheard(Reply),
    SdkLoaded,
    SdkFailed,
    MountFailed,
    Frame(Says),
    Page(Change),
    Returned,
    Moved,
    NextDeadline,
    /// Time in which the page runs on.
    Wait(Duration),
    /// Time in which the computer sleeps.
    Sleep(Duration),
    Connect,
    Replace,
    Withdraw,
    Refresh,
    Disconnect,
    DisconnectAllowed,
    DisconnectPrevented,
    Reset,
    Choose(&'static str),
    Start(usize),
}

/// What the vendor's frame says.
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

/// How the page changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Hidden,
    Shown,
    FocusLost,
    FocusRegained,
    FrameByPointer,
    FrameByKeyboard,
    FrameLeft,
    OutOfView,
    InView,
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

    pub fn signal(self) -> Signal {
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
        Signal {
            callback,
            event: event.to_string(),
            data: data.to_string(),
        }
    }
}

impl Change {
    pub const ALL: [Self; 9] = [
        Self::Hidden,
        Self::Shown,
        Self::FocusLost,
        Self::FocusRegained,
        Self::FrameByPointer,
        Self::FrameByKeyboard,
        Self::FrameLeft,
        Self::OutOfView,
        Self::InView,
    ];

    /// The page after the change; a browser gives a hidden page no focus, and none to what is in
    /// a frame that the customer cannot reach.
    pub fn of(self, page: Page) -> Page {
        let entered = |frame| Page {
            visible: true,
            focused: true,
            in_view: true,
            frame,
        };
        match self {
            Self::Hidden => Page {
                visible: false,
                focused: false,
                ..page
            },
            Self::Shown => Page {
                visible: true,
                focused: true,
                ..page
            },
            Self::FocusLost => Page {
                focused: false,
                ..page
            },
            Self::FocusRegained => Page {
                focused: page.visible,
                ..page
            },
            Self::FrameByPointer => entered(FrameFocus::Pointer),
            Self::FrameByKeyboard => entered(FrameFocus::Keyboard),
            Self::FrameLeft => Page {
                frame: FrameFocus::Outside,
                ..page
            },
            Self::OutOfView => Page {
                in_view: false,
                ..page
            },
            Self::InView => Page {
                in_view: true,
                ..page
            },
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(kind, reply) => write!(f, "the backend answers {kind:?}: {reply:?}"),
            Self::Overheard(reply) => write!(f, "another widget gets the status: {reply:?}"),
            Self::SdkLoaded => f.write_str("the SDK has loaded"),
            Self::SdkFailed => f.write_str("the SDK does not load"),
            Self::MountFailed => f.write_str("the SDK's init fails"),
            Self::Frame(says) => write!(f, "the frame says: {says:?}"),
            Self::Page(change) => write!(f, "the page: {change:?}"),
            Self::Returned => f.write_str("the network is back"),
            Self::Moved => f.write_str("the element is moved"),
            Self::NextDeadline => f.write_str("time passes to the next deadline"),
            Self::Wait(span) => write!(f, "{} s pass", span.as_secs()),
            Self::Sleep(span) => write!(f, "the computer sleeps for {} s", span.as_secs()),
            Self::Choose(id) => write!(f, "the customer chooses {id}"),
            Self::Start(which) => write!(f, "the configuration is now number {which}"),
            other => write!(f, "{other:?} is called"),
        }
    }
}
