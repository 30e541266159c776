//! Short names of inputs and outputs for debug logs, without private or secret data.

use super::error::Failure;
use super::io::{FrameFocus, Intent, Method, Page, Request, Settlement};
use super::reply::Reply;
use super::vendor::Hint;
use super::{Event, Input, Output};

/// The input, such as `Reply 3 http 200`.
#[must_use]
pub fn input(input: &Input) -> String {
    match input {
        Input::Start(_) => text("Start"),
        Input::Recall(attempt, age) => {
            let age = age.as_secs().to_string();
            ["Recall ", &attempt.id.to_string(), " ", &age, " s"].concat()
        }
        Input::Call(id, method) => {
            let method = match method {
                Method::Connect(Intent::Connect) => "connect",
                Method::Connect(Intent::Replace) => "connect replace",
                Method::Refresh => "refresh",
                Method::Disconnect => "disconnect",
                Method::Reset => "reset",
            };
            numbered("Call", id.0, method)
        }
        Input::Connect(intent) => ["Connect ", intent.as_str()].concat(),
        Input::ConnectAllowed(allowed) => answered("ConnectAllowed", *allowed),
        Input::Withdraw => text("Withdraw"),
        Input::Refresh => text("Refresh"),
        Input::Disconnect => text("Disconnect"),
        Input::DisconnectAllowed(allowed) => answered("DisconnectAllowed", *allowed),
        Input::Reset(reason) => ["Reset ", reason.as_str()].concat(),
        Input::Choose(_) => text("Choose"),
        Input::Reply(id, reply) => numbered("Reply", id.0, &ended(reply)),
        Input::Sdk(id, loaded) => numbered(
            "Sdk",
            id.0,
            loaded.as_ref().map_or_else(code, |()| "loaded"),
        ),
        Input::MountFailed(id, failure) => numbered("MountFailed", id.0, code(failure)),
        Input::Vendor(id, event) => numbered("Vendor", id.0, Hint::from(event).name()),
        Input::FrameRemoved(id) => numbered("FrameRemoved", id.0, ""),
        Input::Moved => text("Moved"),
        Input::Removed => text("Removed"),
        Input::ConnectedElsewhere => text("ConnectedElsewhere"),
        Input::Page(page) => seen(*page),
        Input::Revalidate => text("Revalidate"),
        Input::SharedResponse(reply) => ["SharedResponse ", &ended(reply)].concat(),
        Input::InitialStatus(reply) => ["InitialStatus ", &ended(reply)].concat(),
        Input::Tick => text("Tick"),
    }
}

/// The output, such as `Fetch 4 status`.
#[must_use]
pub fn output(output: &Output) -> String {
    match output {
        Output::Fetch(id, _, request) => numbered("Fetch", id.0, call(request)),
        Output::Abort(id) => numbered("Abort", id.0, ""),
        Output::SendHint { event, .. } => ["SendHint ", event].concat(),
        Output::LoadSdk(id, _) => numbered("LoadSdk", id.0, ""),
        Output::Mount(id, _) => numbered("Mount", id.0, ""),
        Output::Unmount => text("Unmount"),
        Output::ReleaseFocus => text("ReleaseFocus"),
        Output::Remember(None) => text("Remember nothing"),
        Output::Remember(Some(attempt)) => ["Remember ", &attempt.id.to_string()].concat(),
        Output::AskBeforeConnect(intent) => ["AskBeforeConnect ", intent.as_str()].concat(),
        Output::AskBeforeDisconnect => text("AskBeforeDisconnect"),
        Output::Emit(event) => ["Emit ", &told(event)].concat(),
        Output::Settle(id, Settlement::Event(event)) => numbered("Settle", id.0, event.name()),
        Output::Settle(id, Settlement::State(state)) => numbered("Settle", id.0, state.as_str()),
        Output::Warn(_) => text("Warn"),
        Output::Broadcast => text("Broadcast"),
    }
}

/// One function for all: each inline conversion costs bytes.
#[inline(never)]
fn text(name: &str) -> String {
    name.to_owned()
}

#[inline(never)]
fn numbered(name: &str, id: u32, more: &str) -> String {
    let space = if more.is_empty() { "" } else { " " };
    [name, " ", &id.to_string(), space, more].concat()
}

fn answered(name: &str, allowed: bool) -> String {
    [name, if allowed { " yes" } else { " no" }].concat()
}

fn ended(reply: &Reply) -> String {
    let name = match reply {
        Reply::Http(reply) => return ["http ", &reply.status.to_string()].concat(),
        Reply::TooLarge => "too large",
        Reply::Unreachable => "unreachable",
        Reply::TimedOut => "timed out",
        Reply::FunctionFailed => "function failed",
        Reply::TenantChanged => "tenant changed",
    };
    text(name)
}

fn code(failure: &Failure) -> &'static str {
    failure.code.as_str()
}

fn call(request: &Request) -> &'static str {
    match request {
        Request::Token { .. } => "token",
        Request::Status => "status",
        Request::Disconnect => "disconnect",
        Request::Choice { .. } => "choice",
    }
}

fn told(event: &Event) -> String {
    let more = match event {
        Event::StateChange { state, .. } => state.as_str(),
        Event::Cancelled { reason, .. } => reason.as_str(),
        Event::Failed { failure, .. } => code(failure),
        _ => "",
    };
    let space = if more.is_empty() { "" } else { " " };
    [event.name(), space, more].concat()
}

fn seen(page: Page) -> String {
    [
        "Page",
        if page.visible { " visible" } else { " hidden" },
        if page.focused { " focused" } else { "" },
        if page.in_view { " in-view" } else { "" },
        match page.frame {
            FrameFocus::Outside => "",
            FrameFocus::Keyboard => " in-frame-by-keyboard",
            FrameFocus::Pointer => " in-frame-by-pointer",
        },
    ]
    .concat()
}
