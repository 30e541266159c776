//! The token call.

use crate::cell::Place::Token;
use crate::cell::What::*;
use crate::cell::When::*;
use crate::cell::{After, Cell, cell, fails, fails_for, is, is_fatal};

const UNREACHABLE: &[&str] = &["failed backend_unreachable"];
const TIMEOUT: &[&str] = &["failed backend_timeout"];
const UNAUTHORIZED: &[&str] = &["failed backend_unauthorized"];
const REJECTED: &[&str] = &["failed backend_rejected"];
const LIMITED: &[&str] = &["failed backend_rate_limited"];

pub(super) const CELLS: &[Cell] = &[
    cell(Token, Reset, FirstLoad, fails(UNREACHABLE)),
    cell(Token, ResetMidway, FirstLoad, fails(UNREACHABLE)),
    cell(Token, Truncated, FirstLoad, fails(UNREACHABLE)),
    cell(Token, Slow(30), FirstLoad, fails(TIMEOUT)),
    cell(Token, Drip, FirstLoad, fails(TIMEOUT)),
    cell(Token, Never, FirstLoad, fails(TIMEOUT)),
    cell(Token, WrongType, FirstLoad, is("not_connected")),
    cell(Token, Utf16, FirstLoad, is("not_connected")),
    cell(Token, LoginHere, FirstLoad, fails(UNAUTHORIZED)),
    cell(Token, LoginElsewhere, FirstLoad, fails(UNAUTHORIZED)),
    cell(Token, Code(401), FirstLoad, fails(UNAUTHORIZED)),
    cell(
        Token,
        Code(403),
        FirstLoad,
        fails(&["failed backend_forbidden"]),
    ),
    cell(
        Token,
        Code(404),
        FirstLoad,
        fails(&["failed backend_not_found"]),
    ),
    cell(Token, Code(409), FirstLoad, fails(REJECTED)),
    cell(Token, Code(413), FirstLoad, fails(REJECTED)),
    cell(
        Token,
        SlowDown(After::Seconds("2")),
        FirstLoad,
        fails_for(LIMITED, 2),
    ),
    cell(
        Token,
        SlowDown(After::Seconds("90")),
        FirstLoad,
        fails_for(LIMITED, 90),
    ),
    cell(
        Token,
        SlowDown(After::Date(3)),
        FirstLoad,
        fails_for(LIMITED, 3),
    ),
    cell(
        Token,
        Code(500),
        FirstLoad,
        fails(&["failed backend_unavailable"]),
    ),
    cell(
        Token,
        Code(503),
        FirstLoad,
        fails(&["failed backend_unavailable"]),
    ),
    cell(
        Token,
        HalfJson,
        FirstLoad,
        fails(&["failed backend_not_json"]),
    ),
    cell(
        Token,
        OtherJson,
        FirstLoad,
        fails(&["failed token_missing"]),
    ),
    cell(Token, Html, FirstLoad, fails(&["failed backend_not_json"])),
    cell(Token, Empty, FirstLoad, fails(&["failed backend_empty"])),
    cell(
        Token,
        Huge,
        FirstLoad,
        is_fatal(&["failed backend_too_large"]),
    ),
    cell(Token, Refused, Idle, fails(UNREACHABLE)),
    cell(Token, Never, Idle, fails(TIMEOUT)),
    cell(Token, Code(401), Idle, fails(UNAUTHORIZED)),
    cell(
        Token,
        Code(500),
        Idle,
        fails(&["failed backend_unavailable"]),
    ),
    cell(
        Token,
        Code(500),
        AfterSleep,
        fails(&["failed backend_unavailable"]),
    ),
    cell(Token, Code(401), AfterSleep, fails(UNAUTHORIZED)),
    cell(Token, Never, AfterSleep, fails(TIMEOUT)),
];
