//! The page itself, and the machine it is shown on.

use chakra_e2e::Engine;

use super::ends::{CONNECTS, OFFERED, stays};
use crate::cell::Place::Page;
use crate::cell::What::*;
use crate::cell::When::*;
use crate::cell::{Cell, Other, Way, cell, ends};

/// WebKit keeps a page with an open popup for the way back; the attempt goes on.
const GOES_ON: Other = Other {
    engine: Engine::WebKit,
    end: CONNECTS,
    why: "the page comes back as it was left",
};

pub(super) const CELLS: &[Cell] = &[
    cell(Page, Offline, Idle, OFFERED),
    cell(Page, Offline, AttemptOpen, CONNECTS),
    cell(Page, Offline, Connected, CONNECTS),
    cell(Page, Hidden, Idle, OFFERED),
    cell(Page, Hidden, Connected, CONNECTS),
    cell(Page, Sleep(12), Idle, OFFERED),
    cell(Page, Sleep(12), Connected, CONNECTS),
    cell(Page, Clock(5), Idle, OFFERED),
    cell(Page, Clock(-5), Idle, OFFERED),
    cell(Page, Clock(5), AttemptOpen, CONNECTS),
    cell(Page, Clock(-5), AttemptOpen, CONNECTS),
    cell(Page, Reloaded, Idle, OFFERED),
    cell(Page, Reloaded, AttemptOpen, stays(&["connected late"])),
    cell(Page, LeftAndBack, Idle, OFFERED),
    cell(Page, LeftAndBack, AttemptOpen, stays(&["connected late"])).but(&[GOES_ON]),
    cell(Page, NoStorage, Idle, OFFERED),
    cell(Page, NoStorage, AttemptOpen, CONNECTS),
    cell(Page, TwoWidgets, AttemptOpen, CONNECTS),
    cell(Page, TenantSwitched, Idle, OFFERED),
    cell(
        Page,
        TenantSwitched,
        AttemptOpen,
        ends("not_connected", &["cancelled superseded"], Way::Signup),
    ),
    cell(Page, TenantSwitched, Connected, CONNECTS),
];
