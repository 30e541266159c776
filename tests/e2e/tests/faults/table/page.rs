//! The page itself, and the machine that it runs on.

use chakra_e2e::Engine;

use super::ends::{ABANDONED, CONNECTS, OFFERED, SUPERSEDED, stays, undecided};
use crate::cell::Place::Page;
use crate::cell::What::*;
use crate::cell::When::*;
use crate::cell::{Cell, Other, Way, cell, ends};

/// WebKit keeps a page with an open popup in its cache, so the attempt continues.
const GOES_ON: Other = Other {
    engine: Engine::WebKit,
    end: CONNECTS,
    why: "the page comes back in the state in which it was left",
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
    cell(Page, Kept(0), Idle, OFFERED),
    // The token has expired in the meantime.
    cell(Page, Kept(2), Idle, OFFERED),
    cell(Page, Kept(0), AttemptOpen, ABANDONED),
    cell(Page, Kept(0), Confirming, CONNECTS),
    cell(Page, Kept(0), Connected, CONNECTS),
    cell(Page, Kept(12), Connected, CONNECTS),
    cell(Page, LeftForGood, FirstLoad, OFFERED),
    cell(Page, LeftForGood, AttemptOpen, stays(&["connected late"])),
    cell(Page, LeftForGood, Confirming, stays(&["connected late"])),
    cell(Page, LeftForGood, Choosing, undecided(&[])),
    cell(Page, LeftForGood, Disconnecting, OFFERED),
    cell(Page, NoStorage, Idle, OFFERED),
    cell(Page, NoStorage, AttemptOpen, CONNECTS),
    cell(Page, TwoWidgets, AttemptOpen, CONNECTS),
    cell(Page, TenantSwitched, Idle, OFFERED),
    cell(Page, TenantSwitched, FirstLoad, OFFERED),
    cell(
        Page,
        TenantSwitched,
        AttemptOpen,
        ends("not_connected", SUPERSEDED, Way::Signup),
    ),
    cell(
        Page,
        TenantSwitched,
        Confirming,
        ends("not_connected", SUPERSEDED, Way::Signup),
    ),
    // The test's backend uses one account for both tenants.
    cell(Page, TenantSwitched, Choosing, undecided(SUPERSEDED)),
    cell(Page, TenantSwitched, Connected, CONNECTS),
    cell(
        Page,
        TenantSwitched,
        Disconnecting,
        ends("not_connected", &["connected"], Way::Signup),
    ),
];
