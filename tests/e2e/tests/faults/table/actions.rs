//! What the customer does with a connection, and what is passed on of the vendor's word.

use crate::cell::Place::{Choice, Disconnect, Event};
use crate::cell::What::*;
use crate::cell::When::*;
use crate::cell::{After, Cell, End, Way, cell, ends};

/// Nobody is told: the backend does not believe it anyway.
const UNTOLD: End = ends("not_connected", &["cancelled user"], Way::Signup);

const fn undecided(told: &'static [&'static str]) -> End {
    ends("choose_number", told, Way::Button("choice"))
}

const fn stays(told: &'static [&'static str]) -> End {
    ends("connected", told, Way::Disconnect)
}

pub(super) const CELLS: &[Cell] = &[
    cell(Event, Refused, AttemptOpen, UNTOLD),
    cell(Event, Reset, AttemptOpen, UNTOLD),
    cell(Event, Never, AttemptOpen, UNTOLD),
    cell(Event, Code(401), AttemptOpen, UNTOLD),
    cell(Event, Code(404), AttemptOpen, UNTOLD),
    cell(Event, Code(500), AttemptOpen, UNTOLD),
    cell(Event, Huge, AttemptOpen, UNTOLD),
    cell(Event, LoginElsewhere, AttemptOpen, UNTOLD),
    cell(
        Choice,
        Reset,
        Choosing,
        undecided(&["failed backend_unreachable"]),
    ),
    cell(
        Choice,
        Lost,
        Choosing,
        ends(
            "connected",
            &["failed backend_unreachable", "connected"],
            Way::Disconnect,
        ),
    ),
    cell(
        Choice,
        Never,
        Choosing,
        undecided(&["failed backend_timeout"]),
    ),
    cell(
        Choice,
        Slow(30),
        Choosing,
        undecided(&["failed backend_timeout"]),
    ),
    cell(
        Choice,
        Code(401),
        Choosing,
        undecided(&["failed backend_unauthorized"]),
    ),
    cell(
        Choice,
        Code(403),
        Choosing,
        undecided(&["failed backend_forbidden"]),
    ),
    cell(
        Choice,
        Code(404),
        Choosing,
        undecided(&["failed backend_not_found"]),
    ),
    cell(
        Choice,
        Code(409),
        Choosing,
        undecided(&["failed backend_rejected"]),
    ),
    cell(
        Choice,
        Code(500),
        Choosing,
        undecided(&["failed backend_unavailable"]),
    ),
    cell(
        Choice,
        SlowDown(After::Seconds("2")),
        Choosing,
        undecided(&["failed backend_rate_limited"]),
    ),
    cell(
        Choice,
        LoginHere,
        Choosing,
        undecided(&["failed backend_unauthorized"]),
    ),
    cell(
        Disconnect,
        Reset,
        Disconnecting,
        stays(&["failed backend_unreachable"]),
    ),
    cell(
        Disconnect,
        Lost,
        Disconnecting,
        ends(
            "not_connected",
            &["failed backend_unreachable", "disconnected"],
            Way::Signup,
        ),
    ),
    cell(
        Disconnect,
        Never,
        Disconnecting,
        stays(&["failed backend_timeout"]),
    ),
    cell(
        Disconnect,
        Slow(30),
        Disconnecting,
        stays(&["failed backend_timeout"]),
    ),
    cell(
        Disconnect,
        Code(401),
        Disconnecting,
        stays(&["failed backend_unauthorized"]),
    ),
    cell(
        Disconnect,
        Code(403),
        Disconnecting,
        stays(&["failed backend_forbidden"]),
    ),
    cell(
        Disconnect,
        Code(404),
        Disconnecting,
        stays(&["failed backend_not_found"]),
    ),
    cell(
        Disconnect,
        Code(409),
        Disconnecting,
        stays(&["failed backend_rejected"]),
    ),
    cell(
        Disconnect,
        Code(500),
        Disconnecting,
        stays(&["failed backend_unavailable"]),
    ),
    cell(
        Disconnect,
        Code(503),
        Disconnecting,
        stays(&["failed backend_unavailable"]),
    ),
    cell(
        Disconnect,
        SlowDown(After::Seconds("2")),
        Disconnecting,
        stays(&["failed backend_rate_limited"]),
    ),
    cell(
        Disconnect,
        LoginHere,
        Disconnecting,
        stays(&["failed backend_unauthorized"]),
    ),
    cell(
        Disconnect,
        LoginElsewhere,
        Disconnecting,
        stays(&["failed backend_unauthorized"]),
    ),
];
