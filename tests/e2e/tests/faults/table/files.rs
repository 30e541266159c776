//! The widget's own files.

use chakra_e2e::Engine;

use crate::cell::Place::{Early, Glue, Language, Script, Wasm};
use crate::cell::What::*;
use crate::cell::When::*;
use crate::cell::{Cell, End, Other, Way, cell, ends, fails, is};

/// There is no widget; the page shows the content of its tag.
const NONE: End = ends("", &[], Way::Script);
const FAILED: &[&str] = &["failed wasm_load_failed"];
const MIME: &[&str] = &["failed wasm_wrong_mime"];
/// A truncated file has the wrong hash too, like a modified one.
const MISMATCH: &[&str] = &["failed wasm_integrity_mismatch"];
/// Firefox compares the received length with the announced one.
const CUT: Other = Other {
    engine: Engine::Firefox,
    end: fails(FAILED),
    why: "a truncated file is a network error",
};
/// This WebKit does not support integrity hashes of modules, and cannot parse a truncated one.
const UNREADABLE: Other = Other {
    engine: Engine::WebKit,
    end: fails(&["failed wasm_unsupported"]),
    why: "integrity hashes of modules are not supported, and a syntax error passes for syntax that is too new",
};
const LATE: &[&str] = &["failed load_timeout"];

pub(super) const CELLS: &[Cell] = &[
    cell(Script, Refused, FirstLoad, NONE),
    cell(Script, Reset, FirstLoad, NONE),
    cell(Script, Truncated, FirstLoad, NONE),
    cell(Script, Never, FirstLoad, NONE),
    cell(Script, Code(404), FirstLoad, NONE),
    cell(Script, Code(500), FirstLoad, NONE),
    cell(Glue, Reset, FirstLoad, fails(FAILED)),
    cell(Glue, Truncated, FirstLoad, fails(MISMATCH)).but(&[CUT, UNREADABLE]),
    // Files that arrive late are still used.
    cell(
        Glue,
        Never,
        FirstLoad,
        ends("unavailable", LATE, Way::Itself),
    ),
    cell(Glue, Slow(30), FirstLoad, fails(LATE)),
    cell(Glue, Code(404), FirstLoad, fails(FAILED)),
    cell(Glue, Code(500), FirstLoad, fails(FAILED)),
    cell(Glue, Html, FirstLoad, fails(MIME)),
    cell(Glue, Corrupted, FirstLoad, fails(MISMATCH)).but(&[UNREADABLE]),
    cell(Wasm, Reset, FirstLoad, fails(FAILED)),
    cell(Wasm, Truncated, FirstLoad, fails(MISMATCH)).but(&[CUT]),
    cell(
        Wasm,
        Never,
        FirstLoad,
        ends("unavailable", LATE, Way::Itself),
    ),
    cell(Wasm, Drip, FirstLoad, fails(LATE)),
    cell(Wasm, Slow(30), FirstLoad, fails(LATE)),
    cell(Wasm, Code(404), FirstLoad, fails(FAILED)),
    cell(Wasm, Code(503), FirstLoad, fails(FAILED)),
    cell(Wasm, Html, FirstLoad, fails(MIME)),
    cell(Wasm, WrongType, FirstLoad, is("not_connected")),
    cell(Wasm, Corrupted, FirstLoad, fails(MISMATCH)),
    cell(Early, Reset, FirstLoad, is("not_connected")),
    cell(Early, Never, FirstLoad, is("not_connected")),
    cell(Early, Code(404), FirstLoad, is("not_connected")),
    cell(Early, Corrupted, FirstLoad, is("not_connected")),
    cell(Language, Reset, FirstLoad, is("not_connected")),
    cell(Language, Never, FirstLoad, is("not_connected")),
    cell(Language, Code(404), FirstLoad, is("not_connected")),
    cell(Language, Html, FirstLoad, is("not_connected")),
    cell(Language, HalfJson, FirstLoad, is("not_connected")),
    cell(Language, OtherJson, FirstLoad, is("not_connected")),
    cell(Language, Huge, FirstLoad, is("not_connected")),
];
