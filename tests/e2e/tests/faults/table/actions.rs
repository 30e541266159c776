//! The customer's actions on a connection, and the forwarding of the vendor's events.

use super::ends::{
    CANCELLED, FORBIDDEN, LIMITED, NOT_FOUND, REJECTED, TIMEOUT, UNAUTHORIZED, UNAVAILABLE,
    UNREACHABLE, stays, undecided,
};
use crate::cell::Place::{Choice, Disconnect, Event};
use crate::cell::What::*;
use crate::cell::When::*;
use crate::cell::{After, Cell, Way, cell, ends};

pub(super) const CELLS: &[Cell] = &[
    // These failures are not reported: the backend does not trust an event anyway.
    cell(Event, Refused, AttemptOpen, CANCELLED),
    cell(Event, Reset, AttemptOpen, CANCELLED),
    cell(Event, Never, AttemptOpen, CANCELLED),
    cell(Event, Code(401), AttemptOpen, CANCELLED),
    cell(Event, Code(404), AttemptOpen, CANCELLED),
    cell(Event, Code(500), AttemptOpen, CANCELLED),
    cell(Event, Huge, AttemptOpen, CANCELLED),
    cell(Event, LoginElsewhere, AttemptOpen, CANCELLED),
    cell(Choice, Reset, Choosing, undecided(UNREACHABLE)),
    cell(
        Choice,
        Lost,
        Choosing,
        stays(&["failed backend_unreachable", "connected"]),
    ),
    cell(Choice, Never, Choosing, undecided(TIMEOUT)),
    cell(Choice, Slow(30), Choosing, undecided(TIMEOUT)),
    cell(Choice, Code(401), Choosing, undecided(UNAUTHORIZED)),
    cell(Choice, Code(403), Choosing, undecided(FORBIDDEN)),
    cell(Choice, Code(404), Choosing, undecided(NOT_FOUND)),
    cell(Choice, Code(409), Choosing, undecided(REJECTED)),
    cell(Choice, Code(500), Choosing, undecided(UNAVAILABLE)),
    cell(
        Choice,
        SlowDown(After::Seconds("2")),
        Choosing,
        undecided(LIMITED),
    ),
    cell(Choice, LoginHere, Choosing, undecided(UNAUTHORIZED)),
    cell(Disconnect, Reset, Disconnecting, stays(UNREACHABLE)),
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
    cell(Disconnect, Never, Disconnecting, stays(TIMEOUT)),
    cell(Disconnect, Slow(30), Disconnecting, stays(TIMEOUT)),
    cell(Disconnect, Code(401), Disconnecting, stays(UNAUTHORIZED)),
    cell(Disconnect, Code(403), Disconnecting, stays(FORBIDDEN)),
    cell(Disconnect, Code(404), Disconnecting, stays(NOT_FOUND)),
    cell(Disconnect, Code(409), Disconnecting, stays(REJECTED)),
    cell(Disconnect, Code(500), Disconnecting, stays(UNAVAILABLE)),
    cell(Disconnect, Code(503), Disconnecting, stays(UNAVAILABLE)),
    cell(
        Disconnect,
        SlowDown(After::Seconds("2")),
        Disconnecting,
        stays(LIMITED),
    ),
    cell(Disconnect, LoginHere, Disconnecting, stays(UNAUTHORIZED)),
    cell(
        Disconnect,
        LoginElsewhere,
        Disconnecting,
        stays(UNAUTHORIZED),
    ),
];
