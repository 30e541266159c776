//! Inputs and outputs of the machine.

use core::time::Duration;

use chakra_connect_contract::{self as contract, events};

use super::config::{Config, Source};
use super::error::Failure;
use super::reply::Reply;
use super::snapshot::State;
use super::status::Number;
use super::token::ConnectToken;
use super::vendor::VendorEvent;

/// Identifies one request, so that a response to an older one is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(pub u32);

/// Identifies one mount of the vendor's frame, so that a late callback of an older one is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameId(pub u32);

/// Identifies one load of the vendor's script, so that the end of an older one is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScriptId(pub u32);

/// Identifies one call of a method by the page, which waits for the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallId(pub u32);

/// Identifies one attempt of a customer.
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
    /// The frame has it, and the pointer is not over it: the keyboard moved it.
    Keyboard,
    /// The frame has it, and the pointer is over it: a click moved it.
    Pointer,
}

/// The purpose of the signup.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Intent {
    /// To connect a first number, or to reconnect.
    #[default]
    Connect,
    /// To replace a connected number with another one.
    Replace,
}

impl Intent {
    /// The intent as the backend sees it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connect => const { contract::Intent::Connect.as_str() },
            Self::Replace => const { contract::Intent::Replace.as_str() },
        }
    }
}

/// A method of the element, called by the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `connect()`: settles with the outcome of the signup it prepares.
    Connect(Intent),
    /// `refresh()`: settles when the status is known.
    Refresh,
    /// `disconnect()`: settles when the account is disconnected, or the attempt has failed.
    Disconnect,
    /// `reset()`: settles when the widget has started over.
    Reset,
}

/// An attempt in the form that survives a reload of the page. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenAttempt {
    /// Its id.
    pub id: AttemptId,
    /// The purpose of the signup.
    pub intent: Intent,
    /// The ids of the numbers that were connected before; `None` if nothing is replaced.
    pub baseline: Option<Vec<String>>,
}

/// The outcome of a method call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// This event.
    Event(Event),
    /// This state, without an event of its own.
    State(State),
}

/// The known state of the page that holds the widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The page is not in a background tab.
    pub visible: bool,
    /// The page, or a frame in it, has the keyboard's focus; not another window, such as a popup.
    pub focused: bool,
    /// The widget is in the viewport.
    pub in_view: bool,
    /// Whether the focus is in the vendor's frame.
    pub frame: FrameFocus,
}

impl Page {
    /// Whether the customer looks at the page, and nothing is in front of it.
    pub(super) fn is_here(self) -> bool {
        self.visible && self.focused
    }

    /// Whether the customer has just left the page, with the focus in the vendor's frame.
    pub(super) fn leaves_frame(self, before: Self) -> bool {
        self.frame != FrameFocus::Outside && before.is_here() && !self.is_here()
    }
}

/// An event that the widget reacts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The element is on the page, with this configuration. Sent again, it starts over.
    Start(Config),
    /// An attempt began this long ago, and was open when the page was reloaded or its element replaced. Sent right after
    /// [`Input::Start`], or once the replaced element is torn down.
    Recall(OpenAttempt, Duration),
    /// The page has called a method.
    Call(CallId, Method),
    /// The widget's own button.
    Connect(Intent),
    /// The page did or did not prevent `chakra-before-connect`.
    ConnectAllowed(bool),
    /// The customer keeps what they have: a signup offered on top of it is withdrawn.
    Withdraw,
    /// A "try again" or "check now" button.
    Refresh,
    /// The customer has confirmed the disconnect.
    Disconnect,
    /// The page did or did not prevent `chakra-before-disconnect`.
    DisconnectAllowed(bool),
    /// The customer or the page starts over: an open attempt ends for this reason.
    Reset(CancelReason),
    /// The customer has chosen the number with this id.
    Choose(String),
    /// An answer to [`Output::Fetch`].
    Reply(RequestId, Reply),
    /// The vendor SDK has loaded, or failed to.
    Sdk(ScriptId, Result<(), Failure>),
    /// `init` of the vendor SDK has failed.
    MountFailed(FrameId, Failure),
    /// A callback of the vendor SDK.
    Vendor(FrameId, VendorEvent),
    /// The vendor's frame is no longer in the element: the page's own code has removed it.
    FrameRemoved(FrameId),
    /// The element was moved in the document, which reloads every frame in it.
    Moved,
    /// The element is about to be removed: an open attempt ends.
    Removed,
    /// Another widget of the page has reported a connection of the same account, from its own signup.
    ConnectedElsewhere,
    /// The current state of the page. Also sent before each [`Input::Tick`].
    Page(Page),
    /// The network is back, the page is back from the back-forward cache, or another tab has changed the connection.
    Revalidate,
    /// An answer to the same request, sent by another widget on the page.
    SharedResponse(Reply),
    /// An answer that the page was served with, before [`Input::Start`]: valid until the backend has answered.
    InitialStatus(Reply),
    /// The deadline has passed.
    Tick,
}

/// The purpose of a request, and its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Request a token.
    Token {
        /// The purpose of the signup.
        intent: Intent,
        /// The plugin to create it for, if known, so that the backend creates no second one.
        plugin_id: Option<String>,
    },
    /// Request the status.
    Status,
    /// Disconnect the account.
    Disconnect,
    /// Report the customer's choice of a number.
    Choice {
        /// Its id.
        phone_number_id: String,
    },
}

/// An effect for the driver to carry out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Ask the source, and return the answer under the id.
    Fetch(RequestId, Source, Request),
    /// Stop the request; its answer no longer matters.
    Abort(RequestId),
    /// Forward a hint to the backend; no answer is needed.
    SendHint {
        /// The target.
        source: Source,
        /// The attempt it belongs to.
        attempt: AttemptId,
        /// Its name.
        event: String,
    },
    /// Load the vendor SDK from this address.
    LoadSdk(ScriptId, String),
    /// Create the vendor's frame.
    Mount(FrameId, ConnectToken),
    /// Remove the vendor's frame.
    Unmount,
    /// Move the focus out of the vendor's frame into the widget's card, if it is there: only then does the browser
    /// report the next click into the frame.
    ReleaseFocus,
    /// Keep this across a reload of the page, replacing what was kept before.
    Remember(Option<OpenAttempt>),
    /// Ask the page by `chakra-before-connect`, and answer with [`Input::ConnectAllowed`].
    AskBeforeConnect(Intent),
    /// Ask the page by `chakra-before-disconnect`, and answer with [`Input::DisconnectAllowed`].
    AskBeforeDisconnect,
    /// Dispatch this event on the page.
    Emit(Event),
    /// Settle the call of a method.
    Settle(CallId, Settlement),
    /// Warn the page's developer, once for each text.
    Warn(&'static str),
    /// Tell the widgets of other tabs that the connection has changed, and no more.
    Broadcast,
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
    /// The customer came back, and nothing reveals what they did.
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

impl Event {
    /// The name of the DOM event.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Started { .. } => events::STARTED,
            Self::Progress { .. } => events::PROGRESS,
            Self::StateChange { .. } => events::STATE_CHANGE,
            Self::Ready => events::READY,
            Self::Connected { .. } => events::CONNECTED,
            Self::Cancelled { .. } => events::CANCELLED,
            Self::Failed { .. } => events::FAILED,
            Self::Disconnected => events::DISCONNECTED,
        }
    }
}

/// The events for the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// `chakra-started`: an attempt has begun.
    Started {
        /// The attempt.
        attempt: AttemptId,
    },
    /// `chakra-progress`: the vendor's frame has reported something, or the popup was not seen to open.
    Progress {
        /// The attempt.
        attempt: AttemptId,
        /// The vendor's name for it, or `popup_not_seen`.
        event: String,
        /// Meta's name for the step.
        step: Option<String>,
    },
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
        /// Whether the backend confirms it; without a status source it cannot.
        verified: bool,
        /// Whether the attempt had already counted as cancelled or failed.
        late: bool,
        /// The resulting state.
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
        /// Meta's name for the step at which the customer left.
        step: Option<String>,
    },
    /// `chakra-failed`: the attempt has failed, or the widget does not work.
    Failed {
        /// The attempt, if there was one.
        attempt: Option<AttemptId>,
        /// The failure.
        failure: Failure,
    },
    /// `chakra-disconnected`
    Disconnected,
}
