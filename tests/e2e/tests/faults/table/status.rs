//! The status call.

use crate::cell::Place::Status;
use crate::cell::What::*;
use crate::cell::When::*;
use crate::cell::{After, Cell, Way, cell, ends, fails, fails_for, is, is_fatal};

const UNREACHABLE: &[&str] = &["failed backend_unreachable"];
const TIMEOUT: &[&str] = &["failed backend_timeout"];
const UNAUTHORIZED: &[&str] = &["failed backend_unauthorized"];
const REJECTED: &[&str] = &["failed backend_rejected"];
const LIMITED: &[&str] = &["failed backend_rate_limited"];

pub(super) const CELLS: &[Cell] = &[
    cell(Status, Refused, FirstLoad, fails(UNREACHABLE)),
    cell(Status, Reset, FirstLoad, fails(UNREACHABLE)),
    cell(Status, ResetMidway, FirstLoad, fails(UNREACHABLE)),
    cell(Status, Truncated, FirstLoad, fails(UNREACHABLE)),
    cell(Status, Slow(30), FirstLoad, fails(TIMEOUT)),
    cell(Status, Drip, FirstLoad, fails(TIMEOUT)),
    cell(Status, Never, FirstLoad, fails(TIMEOUT)),
    cell(Status, WrongType, FirstLoad, is("not_connected")),
    cell(Status, Utf16, FirstLoad, is("not_connected")),
    // What is right is read, whatever its charset is called.
    cell(Status, WrongCharset, FirstLoad, is("not_connected")),
    cell(Status, LoginHere, FirstLoad, fails(UNAUTHORIZED)),
    cell(Status, LoginElsewhere, FirstLoad, fails(UNAUTHORIZED)),
    cell(Status, Login(200), FirstLoad, fails(UNAUTHORIZED)),
    cell(Status, Code(401), FirstLoad, fails(UNAUTHORIZED)),
    cell(
        Status,
        Code(403),
        FirstLoad,
        fails(&["failed backend_forbidden"]),
    ),
    cell(
        Status,
        Code(404),
        FirstLoad,
        fails(&["failed backend_not_found"]),
    ),
    cell(Status, Code(409), FirstLoad, fails(REJECTED)),
    cell(Status, Code(413), FirstLoad, fails(REJECTED)),
    cell(Status, SlowDown(After::Unsaid), FirstLoad, fails(LIMITED)),
    cell(
        Status,
        SlowDown(After::Seconds("2")),
        FirstLoad,
        fails_for(LIMITED, 2),
    ),
    cell(
        Status,
        SlowDown(After::Seconds("90")),
        FirstLoad,
        fails_for(LIMITED, 90),
    ),
    cell(
        Status,
        SlowDown(After::Seconds("soon")),
        FirstLoad,
        fails(LIMITED),
    ),
    cell(
        Status,
        SlowDown(After::Date(3)),
        FirstLoad,
        fails_for(LIMITED, 3),
    ),
    cell(
        Status,
        SlowDown(After::Date(-60)),
        FirstLoad,
        fails(LIMITED),
    ),
    cell(
        Status,
        SlowDown(After::Milliseconds(1500)),
        FirstLoad,
        fails_for(LIMITED, 2),
    ),
    cell(
        Status,
        Code(500),
        FirstLoad,
        fails(&["failed backend_unavailable"]),
    ),
    cell(
        Status,
        Code(503),
        FirstLoad,
        fails(&["failed backend_unavailable"]),
    ),
    cell(
        Status,
        HalfJson,
        FirstLoad,
        fails(&["failed backend_not_json"]),
    ),
    cell(
        Status,
        OtherJson,
        FirstLoad,
        fails(&["failed backend_malformed"]),
    ),
    cell(Status, Html, FirstLoad, fails(&["failed backend_not_json"])),
    cell(Status, Empty, FirstLoad, fails(&["failed backend_empty"])),
    cell(
        Status,
        Huge,
        FirstLoad,
        is_fatal(&["failed backend_too_large"]),
    ),
    // What a server prints behind its answer is left out.
    cell(Status, Twice, FirstLoad, is("not_connected")),
    // The signup is on offer: what is shown stays, and a click still leads on. A refusal is an answer.
    cell(
        Status,
        Refused,
        Idle,
        ends("not_connected", &[], Way::Signup),
    ),
    cell(Status, Never, Idle, ends("not_connected", &[], Way::Signup)),
    cell(
        Status,
        Code(500),
        Idle,
        ends("not_connected", &[], Way::Signup),
    ),
    cell(Status, Huge, Idle, ends("not_connected", &[], Way::Signup)),
    cell(
        Status,
        SlowDown(After::Seconds("90")),
        Idle,
        ends("not_connected", &[], Way::Signup),
    ),
    cell(Status, Code(401), Idle, fails(UNAUTHORIZED)),
    cell(Status, LoginElsewhere, Idle, fails(UNAUTHORIZED)),
    cell(Status, Code(500), AfterSleep, is("not_connected")),
    cell(Status, Never, AfterSleep, is("not_connected")),
    cell(Status, Code(401), AfterSleep, fails(UNAUTHORIZED)),
    // An attempt is not ended by what a question meets.
    cell(
        Status,
        Refused,
        AttemptOpen,
        ends("not_connected", &["cancelled user"], Way::Signup),
    ),
    cell(
        Status,
        Code(500),
        AttemptOpen,
        ends("not_connected", &["cancelled user"], Way::Signup),
    ),
    cell(
        Status,
        Never,
        AttemptOpen,
        ends("not_connected", &["cancelled user"], Way::Signup),
    ),
    cell(
        Status,
        Code(401),
        AttemptOpen,
        fails(&["cancelled user", "failed backend_unauthorized"]),
    ),
    cell(
        Status,
        Refused,
        Confirming,
        ends("confirming", &[], Way::Button("button-secondary")),
    ),
    cell(
        Status,
        Code(401),
        Confirming,
        ends("confirming", &[], Way::Button("button-secondary")),
    ),
    cell(
        Status,
        Code(500),
        Confirming,
        ends("confirming", &[], Way::Connects),
    ),
    cell(
        Status,
        Never,
        Confirming,
        ends("confirming", &[], Way::Connects),
    ),
    cell(
        Status,
        HalfJson,
        Confirming,
        ends("confirming", &[], Way::Connects),
    ),
    cell(
        Status,
        SlowDown(After::Seconds("5")),
        Confirming,
        ends("confirming", &[], Way::Connects),
    ),
    cell(
        Status,
        Old,
        Confirming,
        ends("confirming", &[], Way::Connects),
    ),
    cell(
        Status,
        Code(503),
        Confirmed,
        ends(
            "not_connected",
            &["failed confirmation_timeout"],
            Way::Connects,
        ),
    ),
    cell(
        Status,
        Never,
        Confirmed,
        ends(
            "not_connected",
            &["failed confirmation_timeout"],
            Way::Connects,
        ),
    ),
    cell(
        Status,
        Code(500),
        Choosing,
        ends("choose_number", &[], Way::Button("choice")),
    ),
    cell(Status, Code(401), Choosing, fails(UNAUTHORIZED)),
    // What was true when it was said stays, until it is refused.
    cell(
        Status,
        Refused,
        Connected,
        ends("connected", &[], Way::Disconnect),
    ),
    cell(
        Status,
        Never,
        Connected,
        ends("connected", &[], Way::Disconnect),
    ),
    cell(
        Status,
        Code(404),
        Connected,
        ends("connected", &[], Way::Disconnect),
    ),
    cell(
        Status,
        Code(500),
        Connected,
        ends("connected", &[], Way::Disconnect),
    ),
    cell(
        Status,
        Huge,
        Connected,
        ends("connected", &[], Way::Disconnect),
    ),
    cell(
        Status,
        OtherJson,
        Connected,
        ends("connected", &[], Way::Disconnect),
    ),
    cell(
        Status,
        Old,
        Connected,
        ends("connected", &[], Way::Disconnect),
    ),
    cell(
        Status,
        SlowDown(After::Seconds("90")),
        Connected,
        ends("connected", &[], Way::Disconnect),
    ),
    cell(Status, Code(401), Connected, fails(UNAUTHORIZED)),
    cell(
        Status,
        Code(403),
        Connected,
        fails(&["failed backend_forbidden"]),
    ),
    cell(Status, LoginHere, Connected, fails(UNAUTHORIZED)),
];
