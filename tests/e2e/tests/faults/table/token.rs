//! The token call.

use super::ends::{
    EMPTY, FORBIDDEN, HALF_IS_WHOLE, LIMITED, NOT_FOUND, NOT_JSON, REJECTED, TIMEOUT, TOO_LARGE,
    UNAUTHORIZED, UNAVAILABLE, UNREACHABLE,
};
use crate::cell::Place::Token;
use crate::cell::What::*;
use crate::cell::When::*;
use crate::cell::{After, Cell, cell, fails, fails_for, is, is_fatal};

pub(super) const CELLS: &[Cell] = &[
    cell(Token, Reset, FirstLoad, fails(UNREACHABLE)),
    cell(Token, ResetMidway, FirstLoad, fails(UNREACHABLE)).but(&[HALF_IS_WHOLE]),
    cell(Token, Truncated, FirstLoad, fails(UNREACHABLE)).but(&[HALF_IS_WHOLE]),
    cell(Token, Slow(30), FirstLoad, fails(TIMEOUT)),
    cell(Token, Drip, FirstLoad, fails(TIMEOUT)),
    cell(Token, Never, FirstLoad, fails(TIMEOUT)),
    cell(Token, WrongType, FirstLoad, is("not_connected")),
    cell(Token, Utf16, FirstLoad, is("not_connected")),
    cell(Token, LoginHere, FirstLoad, fails(UNAUTHORIZED)),
    cell(Token, LoginElsewhere, FirstLoad, fails(UNAUTHORIZED)),
    cell(Token, Code(401), FirstLoad, fails(UNAUTHORIZED)),
    cell(Token, Code(403), FirstLoad, fails(FORBIDDEN)),
    cell(Token, Code(404), FirstLoad, fails(NOT_FOUND)),
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
    cell(Token, Code(500), FirstLoad, fails(UNAVAILABLE)),
    cell(Token, Code(503), FirstLoad, fails(UNAVAILABLE)),
    cell(Token, HalfJson, FirstLoad, fails(NOT_JSON)),
    cell(
        Token,
        OtherJson,
        FirstLoad,
        fails(&["failed token_missing"]),
    ),
    cell(Token, Html, FirstLoad, fails(NOT_JSON)),
    cell(Token, Empty, FirstLoad, fails(EMPTY)),
    cell(Token, Huge, FirstLoad, is_fatal(TOO_LARGE)),
    cell(Token, Refused, Idle, fails(UNREACHABLE)),
    cell(Token, Never, Idle, fails(TIMEOUT)),
    cell(Token, Code(401), Idle, fails(UNAUTHORIZED)),
    cell(Token, Code(500), Idle, fails(UNAVAILABLE)),
    cell(Token, Code(500), AfterSleep, fails(UNAVAILABLE)),
    cell(Token, Code(401), AfterSleep, fails(UNAUTHORIZED)),
    cell(Token, Never, AfterSleep, fails(TIMEOUT)),
];
