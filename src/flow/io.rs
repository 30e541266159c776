//! What goes into the machine and what comes out of it.

use super::answer::Answer;
use super::config::{Config, Source};
use super::error::Failure;
use super::snapshot::State;
use super::status::Number;
use super::token::ConnectToken;
use super::vendor::Signal;

/// Names one request, so that an answer to an older one is told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(pub u32);

/// Names one mounting of the vendor's frame, so that a late callback of an older one is told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameId(pub u32);

/// Names one attempt of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptId(pub u64);

impl core::fmt::Display for AttemptId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Whether the vendor's frame has the focus, and how it got it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FrameFocus {
    /// The focus is elsewhere.
    #[default]
    Outside,
    /// The frame has it, and the pointer is not over it: by the keyboard.
    Keyboard,
    /// The frame has it, and the pointer is over it: by a click.
    Pointer,
}

/// What the signup is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Intent {
    /// To connect a first number, or one again.
    #[default]
    Connect,
    /// To put another number in the place of a connected one.
    Replace,
}

impl Intent {
    /// The intent as the backend sees it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Replace => "replace",
        }
    }
}

/// What is known of the page the widget stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The page is not in a background tab.
    pub visible: bool,
    /// The page, or a frame in it, has the keyboard's focus: no other window, such as a popup.
    pub focused: bool,
    /// The widget is in the viewport.
    pub in_view: bool,
    /// Whether the focus is in the vendor's frame.
    pub frame: FrameFocus,
}

/// What happens to the widget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// It is on the page, with this configuration. Sent again, it starts over.
    Start(Config),
    /// The page's `connect()`, or the widget's own button.
    Connect(Intent),
    /// The customer keeps what they have: a signup offered on top of it is taken away.
    Withdraw,
    /// The page's `refresh()`, or a "try again" button.
    Refresh,
    /// The page's `disconnect()`, or the customer's confirmed wish.
    Disconnect,
    /// The page did or did not prevent `chakra-before-disconnect`.
    DisconnectAllowed(bool),
    /// The page's `reset()`, or the customer's wish to begin again: an open attempt ends for this
    /// reason.
    Reset(CancelReason),
    /// The customer has chosen the number with this id.
    Choose(String),
    /// An answer to [`Output::Fetch`].
    Answer(RequestId, Answer),
    /// The vendor SDK has loaded, or failed to.
    Sdk(Result<(), Failure>),
    /// `init` of the vendor SDK has failed.
    MountFailed(FrameId, Failure),
    /// A callback of the vendor SDK.
    Vendor(FrameId, Signal),
    /// The element was moved in the document, which reloads every frame in it.
    Moved,
    /// How the page is now. Also sent before each [`Input::Tick`].
    Page(Page),
    /// The network is back, the page is back from the back-forward cache, or another tab has
    /// changed the connection.
    Returned,
    /// An answer to the same question that another widget on the page asked.
    Overheard(Answer),
    /// The deadline has passed.
    Tick,
}

/// What a request is for, and what it carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// A token is wanted.
    Token {
        /// What the signup is for.
        intent: Intent,
        /// The plugin to make it for, once known, so that the backend makes no second one.
        plugin_id: Option<String>,
    },
    /// The status is wanted.
    Status,
    /// The account is to be disconnected.
    Disconnect,
    /// The customer has chosen this number.
    Choice {
        /// Its id.
        phone_number_id: String,
    },
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Ask the source, and give the answer back under the id.
    Fetch(RequestId, Source, Request),
    /// Stop the request; its answer is of no interest any more.
    Abort(RequestId),
    /// Pass a hint on to the backend; no answer is wanted.
    SendHint {
        /// Where to.
        source: Source,
        /// The attempt it belongs to.
        attempt: AttemptId,
        /// Its name.
        event: String,
    },
    /// Load the vendor SDK from this address.
    LoadSdk(String),
    /// Make the vendor's frame.
    Mount(FrameId, ConnectToken),
    /// Take the vendor's frame away.
    Unmount,
    /// Ask the page by `chakra-before-disconnect`, and answer with [`Input::DisconnectAllowed`].
    AskBeforeDisconnect,
    /// Tell the page.
    Emit(Event),
    /// Tell the widgets of other tabs that the connection has changed; no more than that.
    TellTabs,
}

/// Why an attempt ended without a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelReason {
    /// The customer left the signup.
    User,
    /// The signup stayed open too long.
    Timeout,
    /// Another attempt, or the page, took its place.
    Superseded,
    /// The customer came back, and nothing tells what they did.
    Unknown,
}

impl CancelReason {
    /// The reason as partners see it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Timeout => "timeout",
            Self::Superseded => "superseded",
            Self::Unknown => "unknown",
        }
    }
}

/// The events of the element, and what `detail` holds in each.
pub const EVENTS: &[(&str, &str)] = &[
    ("chakra-statechange", "`{state, previous}`"),
    ("chakra-ready", "`{}`: the customer can click"),
    (
        "chakra-connected",
        "`{attemptId, verified, late, state, numbers}`",
    ),
    (
        "chakra-cancelled",
        r#"`{attemptId, reason: "user" \| "timeout" \| "superseded" \| "unknown", step?, message?}`"#,
    ),
    (
        "chakra-failed",
        "`{attemptId?, code, message, retryable, docs, call?, vendorCode?, vendorMessage?}`",
    ),
    (
        "chakra-before-disconnect",
        "`{}`: `preventDefault()` keeps the connection",
    ),
    ("chakra-disconnected", "`{}`"),
];

impl Event {
    /// The name of the DOM event.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::StateChange { .. } => "chakra-statechange",
            Self::Ready => "chakra-ready",
            Self::Connected { .. } => "chakra-connected",
            Self::Cancelled { .. } => "chakra-cancelled",
            Self::Failed { .. } => "chakra-failed",
            Self::Disconnected => "chakra-disconnected",
        }
    }
}

/// What the page is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// `chakra-statechange`
    StateChange {
        /// The state now.
        state: State,
        /// The state before.
        previous: State,
    },
    /// `chakra-ready`: the customer can click.
    Ready,
    /// `chakra-connected`: the attempt has succeeded.
    Connected {
        /// The attempt.
        attempt: AttemptId,
        /// Whether the backend says so; without a status source it cannot.
        verified: bool,
        /// Whether the attempt had been taken for cancelled or failed before.
        late: bool,
        /// The state it led to.
        state: State,
        /// The numbers.
        numbers: Vec<Number>,
    },
    /// `chakra-cancelled`: the attempt has ended without a connection.
    Cancelled {
        /// The attempt.
        attempt: AttemptId,
        /// Why.
        reason: CancelReason,
        /// Meta's name of the step the customer left at.
        step: Option<String>,
    },
    /// `chakra-failed`: the attempt has failed, or the widget does not work.
    Failed {
        /// The attempt, if there was one.
        attempt: Option<AttemptId>,
        /// What went wrong.
        failure: Failure,
    },
    /// `chakra-disconnected`
    Disconnected,
}
