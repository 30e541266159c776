//! The rules by name, and the facts that they check.

mod begin;
mod ends;
mod events;
mod frame;
mod outputs;
mod replacing;
mod requests;
mod standing;
mod table;

use std::fmt;
use std::sync::OnceLock;

use chakra_connect::flow::io::Method;
use chakra_connect::flow::status::Connection;
use chakra_connect::flow::{Input, Output, Snapshot};

use crate::fingerprint::Attempts;

pub use self::outputs::outputs;
pub use self::replacing::connected;
pub use self::standing::{
    changes_nothing, comes_to_rest, ends_with_element, is_kept, keeps_secret, nothing_is_left,
    rest_is_cheap, signup_is_answered, standing, time_moves,
};
pub use self::table::RULES;

/// The only rule that counts, if one is named, and a text that the failure must contain.
static ONLY: OnceLock<(String, String)> = OnceLock::new();

/// Makes only this rule count, and only failures whose description contains `part`.
pub fn only(rule: String, part: String) {
    assert!(
        RULES.iter().any(|(known, _)| *known == rule),
        "no rule is called {rule}"
    );
    ONLY.set((rule, part)).expect("one rule");
}

/// Whether this rule counts.
pub fn counts(rule: &str) -> bool {
    ONLY.get().is_none_or(|(only, _)| only == rule)
}

/// A broken rule.
#[derive(Debug)]
pub struct Broken {
    pub rule: &'static str,
    pub what: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule `{}` is broken: {}", self.rule, self.what)
    }
}

pub fn hold(
    condition: bool,
    rule: &'static str,
    what: impl FnOnce() -> String,
) -> Result<(), Broken> {
    debug_assert!(RULES.iter().any(|(known, _)| *known == rule));
    if condition || !counts(rule) {
        return Ok(());
    }
    let what = what();
    match ONLY.get() {
        Some((_, part)) if !what.contains(part) => Ok(()),
        _ => Err(Broken { rule, what }),
    }
}

/// The connection according to an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    Nothing,
    /// The backend's report.
    Report(Connection),
    /// The frame reports that the signup succeeded.
    Finish,
}

/// The source of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The customer or the page requests another offer or connection.
    Wish,
    /// The customer or the page requests anything else.
    Asked,
    /// The page has answered whether it allows the disconnection.
    Allowed,
    Vendor,
    Reply,
    Shared,
    /// A tick at the requested instant.
    TickOnTime,
    LateTick,
    Other,
}

impl Cause {
    pub fn of(input: &Input, is_on_time: bool) -> Self {
        match input {
            Input::Start(_)
            | Input::Connect(_)
            | Input::ConnectAllowed(_)
            | Input::Withdraw
            | Input::Reset(_)
            | Input::Choose(_)
            | Input::Removed
            | Input::Call(_, Method::Connect(_) | Method::Reset | Method::Disconnect) => Self::Wish,
            Input::DisconnectAllowed(_) => Self::Allowed,
            Input::Disconnect | Input::Refresh | Input::Call(..) => Self::Asked,
            Input::Vendor(..) => Self::Vendor,
            Input::Reply(..) => Self::Reply,
            Input::SharedResponse(_) => Self::Shared,
            Input::Tick if is_on_time => Self::TickOnTime,
            Input::Tick => Self::LateTick,
            _ => Self::Other,
        }
    }

    pub fn is_wish(self) -> bool {
        matches!(self, Self::Wish | Self::Allowed)
    }
}

/// The result of one input.
pub struct Happening<'a> {
    pub word: Word,
    pub cause: Cause,
    /// The attempts before the input.
    pub before: Attempts,
    pub outputs: &'a [Output],
    /// The snapshot before the input.
    pub was: Snapshot,
}
