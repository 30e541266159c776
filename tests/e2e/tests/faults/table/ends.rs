//! Results that many cells share: the reported error of a backend call, and the customer's resulting state.

use chakra_e2e::Engine;

use crate::cell::{End, Other, Way, ends, fails};

pub(super) const UNREACHABLE: &[&str] = &["failed backend_unreachable"];
pub(super) const TIMEOUT: &[&str] = &["failed backend_timeout"];
pub(super) const UNAUTHORIZED: &[&str] = &["failed backend_unauthorized"];
pub(super) const FORBIDDEN: &[&str] = &["failed backend_forbidden"];
pub(super) const NOT_FOUND: &[&str] = &["failed backend_not_found"];
pub(super) const REJECTED: &[&str] = &["failed backend_rejected"];
pub(super) const LIMITED: &[&str] = &["failed backend_rate_limited"];
pub(super) const UNAVAILABLE: &[&str] = &["failed backend_unavailable"];
pub(super) const NOT_JSON: &[&str] = &["failed backend_not_json"];
pub(super) const EMPTY: &[&str] = &["failed backend_empty"];
pub(super) const TOO_LARGE: &[&str] = &["failed backend_too_large"];

pub(super) const SUPERSEDED: &[&str] = &["cancelled superseded"];

/// The signup is on offer, as before.
pub(super) const OFFERED: End = ends("not_connected", &[], Way::Signup);
/// The attempt ends the way the customer ended it.
pub(super) const CANCELLED: End = ends("not_connected", &["cancelled user"], Way::Signup);
/// The customer has closed the popup, which ends the attempt.
pub(super) const ABANDONED: End = ends("not_connected", &["cancelled unknown"], Way::Signup);
/// The attempt ends in a connection.
pub(super) const CONNECTS: End = stays(&["connected"]);

/// The connection stays visible.
pub(super) const fn stays(told: &'static [&'static str]) -> End {
    ends("connected", told, Way::Disconnect)
}

/// The numbers stay on offer.
pub(super) const fn undecided(told: &'static [&'static str]) -> End {
    ends("choose_number", told, Way::Button("choice"))
}

/// WebKit returns a truncated response as if it were complete.
pub(super) const HALF_IS_WHOLE: Other = Other {
    engine: Engine::WebKit,
    end: fails(NOT_JSON),
    why: "a truncated response passes for a complete one",
};
