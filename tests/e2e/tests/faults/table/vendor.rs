//! The vendor's script, frame and popup.

use chakra_e2e::Engine;
use chakra_sandbox::Outcome;

use super::ends::{ABANDONED, CANCELLED, CONNECTS, undecided};
use crate::cell::Place::{Frame, Popup, Sdk, Session};
use crate::cell::What::*;
use crate::cell::When::*;
use crate::cell::{Cell, End, Other, Way, cell, ends, fails};

const FAILED: &[&str] = &["failed sdk_load_failed"];
const LATE: &[&str] = &["failed sdk_load_timeout"];
const UNUSABLE: &[&str] = &["failed sdk_not_usable"];
const UNREADY: &[&str] = &["failed frame_not_ready"];
const REFUSED: &[&str] = &["failed vendor_error"];
/// WebKit runs whatever it received, which throws.
const RUNS: Other = Other {
    engine: Engine::WebKit,
    end: fails(UNUSABLE),
    why: "a truncated script and an HTML page run as scripts",
};
/// As far as the widget knows, the attempt is open; the customer can start again.
const OPEN: End = ends("connecting", &[], Way::Button("button-secondary"));

pub(super) const CELLS: &[Cell] = &[
    cell(Sdk, Refused, FirstLoad, fails(FAILED)),
    cell(Sdk, Reset, FirstLoad, fails(FAILED)),
    cell(Sdk, Truncated, FirstLoad, fails(FAILED)).but(&[RUNS]),
    cell(Sdk, Slow(30), FirstLoad, fails(LATE)),
    // The first is still loading when the next one is requested.
    cell(Sdk, Drip, FirstLoad, fails(LATE)),
    cell(Sdk, Never, FirstLoad, fails(LATE)),
    cell(Sdk, Code(404), FirstLoad, fails(FAILED)),
    cell(Sdk, Code(503), FirstLoad, fails(FAILED)),
    cell(Sdk, Nothing, FirstLoad, fails(UNUSABLE)),
    cell(Sdk, Throws, FirstLoad, fails(UNUSABLE)),
    // The browser blocks it because it is not a script.
    cell(Sdk, Html, FirstLoad, fails(FAILED)).but(&[RUNS]),
    cell(Sdk, Never, Idle, fails(LATE)),
    cell(Sdk, Code(500), Idle, fails(FAILED)),
    cell(Frame, Refused, FirstLoad, fails(UNREADY)),
    cell(Frame, Reset, FirstLoad, fails(UNREADY)),
    cell(Frame, Never, FirstLoad, fails(UNREADY)),
    cell(Frame, Code(500), FirstLoad, fails(UNREADY)),
    cell(Frame, Html, FirstLoad, fails(UNREADY)),
    cell(Frame, Code(404), Idle, fails(UNREADY)),
    cell(Session, Code(401), FirstLoad, fails(REFUSED)),
    cell(Session, Code(500), FirstLoad, fails(REFUSED)),
    cell(Session, Never, FirstLoad, fails(UNREADY)),
    cell(Session, Reset, Idle, fails(REFUSED)),
    cell(Popup, Blocked, AttemptOpen, OPEN),
    cell(Popup, Refused, AttemptOpen, OPEN),
    cell(Popup, Code(500), AttemptOpen, OPEN),
    cell(Popup, Never, AttemptOpen, OPEN),
    cell(Popup, Ends(Outcome::Cancel), AttemptOpen, CANCELLED),
    cell(Popup, Ends(Outcome::Close), AttemptOpen, ABANDONED),
    cell(
        Popup,
        Ends(Outcome::Error),
        AttemptOpen,
        ends("not_connected", &["failed vendor_error"], Way::Signup),
    ),
    cell(Popup, Ends(Outcome::Silent), AttemptOpen, CONNECTS),
    cell(Popup, Ends(Outcome::Duplicate), AttemptOpen, CONNECTS),
    cell(Popup, Ends(Outcome::Coexistence), AttemptOpen, CONNECTS),
    cell(
        Popup,
        Ends(Outcome::InReview),
        AttemptOpen,
        ends("in_review", &["connected"], Way::Disconnect),
    ),
    cell(
        Popup,
        Ends(Outcome::SeveralNumbers),
        AttemptOpen,
        undecided(&[]),
    ),
    cell(
        Popup,
        Ends(Outcome::FinishOnlyWaba),
        AttemptOpen,
        ends(
            "connected_without_number",
            &["failed finished_without_number"],
            Way::Button("button-primary"),
        ),
    ),
];
