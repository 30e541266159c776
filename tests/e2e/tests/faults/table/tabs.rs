//! Another tab of the same customer.

use super::ends::{CONNECTS, stays};
use crate::cell::Place::Tab;
use crate::cell::What::*;
use crate::cell::When::*;
use crate::cell::{Cell, Way, cell, ends};

pub(super) const CELLS: &[Cell] = &[
    cell(Tab, Connects, Idle, stays(&[])),
    cell(Tab, Connects, AttemptOpen, CONNECTS),
    cell(Tab, Connects, Confirming, CONNECTS),
    cell(
        Tab,
        Connects,
        Disconnecting,
        stays(&["connected", "disconnected"]),
    ),
    // The customer first connects and disconnects in the other tab. The popup of this tab then ends with a deleted
    // plugin.
    cell(
        Tab,
        Disconnects,
        AttemptOpen,
        ends("not_connected", &["connected"], Way::Signup),
    ),
    cell(
        Tab,
        Disconnects,
        Connected,
        ends("not_connected", &["connected"], Way::Signup),
    ),
    cell(
        Tab,
        Disconnects,
        Confirming,
        ends(
            "not_connected",
            &["failed confirmation_timeout"],
            Way::Signup,
        ),
    ),
];
