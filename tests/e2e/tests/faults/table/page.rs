//! The page itself, and the machine it is shown on.

use crate::cell::Place::Page;
use crate::cell::What::*;
use crate::cell::When::*;
use crate::cell::{Cell, Way, cell, ends};

pub(super) const CELLS: &[Cell] = &[
    cell(Page, Offline, Idle, ends("not_connected", &[], Way::Signup)),
    cell(
        Page,
        Offline,
        AttemptOpen,
        ends("connected", &["connected"], Way::Disconnect),
    ),
    cell(
        Page,
        Offline,
        Connected,
        ends("connected", &["connected"], Way::Disconnect),
    ),
    cell(Page, Hidden, Idle, ends("not_connected", &[], Way::Signup)),
    cell(
        Page,
        Hidden,
        Connected,
        ends("connected", &["connected"], Way::Disconnect),
    ),
    cell(
        Page,
        Sleep(12),
        Idle,
        ends("not_connected", &[], Way::Signup),
    ),
    cell(
        Page,
        Sleep(12),
        Connected,
        ends("connected", &["connected"], Way::Disconnect),
    ),
    cell(
        Page,
        Clock(5),
        Idle,
        ends("not_connected", &[], Way::Signup),
    ),
    cell(
        Page,
        Clock(-5),
        Idle,
        ends("not_connected", &[], Way::Signup),
    ),
    cell(
        Page,
        Clock(5),
        AttemptOpen,
        ends("connected", &["connected"], Way::Disconnect),
    ),
    cell(
        Page,
        Clock(-5),
        AttemptOpen,
        ends("connected", &["connected"], Way::Disconnect),
    ),
    cell(
        Page,
        Reloaded,
        Idle,
        ends("not_connected", &[], Way::Signup),
    ),
    cell(
        Page,
        Reloaded,
        AttemptOpen,
        ends("connected", &["connected late"], Way::Disconnect),
    ),
    cell(
        Page,
        LeftAndBack,
        Idle,
        ends("not_connected", &[], Way::Signup),
    ),
    cell(
        Page,
        LeftAndBack,
        AttemptOpen,
        ends("connected", &["connected late"], Way::Disconnect),
    ),
    cell(
        Page,
        NoStorage,
        Idle,
        ends("not_connected", &[], Way::Signup),
    ),
    cell(
        Page,
        NoStorage,
        AttemptOpen,
        ends("connected", &["connected"], Way::Disconnect),
    ),
    cell(
        Page,
        TwoWidgets,
        AttemptOpen,
        ends("connected", &["connected"], Way::Disconnect),
    ),
    cell(
        Page,
        TenantSwitched,
        Idle,
        ends("not_connected", &[], Way::Signup),
    ),
    cell(
        Page,
        TenantSwitched,
        AttemptOpen,
        ends("not_connected", &["cancelled superseded"], Way::Signup),
    ),
    cell(
        Page,
        TenantSwitched,
        Connected,
        ends("connected", &["connected"], Way::Disconnect),
    ),
];
