//! Responses and callbacks that arrive out of order or twice.

use chakra_sandbox::Outcome;

use super::ends::{CANCELLED, CONNECTS, OFFERED, stays, undecided};
use crate::cell::Place::{Callback, Choice, Disconnect, Event, Status, Token};
use crate::cell::What::*;
use crate::cell::When::*;
use crate::cell::{Cell, End, Way, cell, ends, is};

const REFUSED: End = ends("not_connected", &["failed vendor_error"], Way::Signup);

pub(super) const CELLS: &[Cell] = &[
    // Created before the connection, and received after it.
    cell(Status, Belated, FirstLoad, is("not_connected")),
    cell(Status, Belated, Idle, OFFERED),
    cell(Status, Belated, AttemptOpen, CANCELLED),
    cell(Status, Belated, Confirming, CONNECTS),
    cell(Status, Belated, Choosing, undecided(&[])),
    // The reverse: created during the connection, and received after its end.
    cell(Status, Belated, Connected, stays(&[])),
    cell(Token, Belated, FirstLoad, is("not_connected")),
    cell(Token, Belated, Idle, is("not_connected")),
    cell(Token, Belated, AfterSleep, is("not_connected")),
    // The renewal of a token, answered after the customer has cancelled a signup with the old one.
    cell(Token, Belated, AttemptOpen, CANCELLED),
    cell(Event, Belated, AttemptOpen, CANCELLED),
    cell(Event, Overtaken, Confirming, CONNECTS),
    cell(
        Choice,
        Belated,
        Choosing,
        stays(&["failed backend_timeout", "connected"]),
    ),
    // Received after the next connection.
    cell(
        Disconnect,
        Belated,
        Disconnecting,
        ends(
            "not_connected",
            &["failed backend_timeout", "disconnected"],
            Way::Signup,
        ),
    ),
    cell(Callback, Doubled(Outcome::Finish), AttemptOpen, CONNECTS),
    cell(Callback, Doubled(Outcome::Cancel), AttemptOpen, CANCELLED),
    cell(Callback, Doubled(Outcome::Error), AttemptOpen, REFUSED),
    cell(Callback, Again(Outcome::Finish), AttemptOpen, CONNECTS),
    cell(Callback, Again(Outcome::Cancel), AttemptOpen, CANCELLED),
    cell(Callback, Again(Outcome::Error), AttemptOpen, REFUSED),
];
