//! The matrix: all cells, by the place that fails.
#![allow(clippy::enum_glob_use)] // The tables read better without prefixes.

mod actions;
mod ends;
mod files;
mod order;
mod page;
mod status;
mod tabs;
mod token;
mod vendor;

use crate::cell::Cell;

pub(crate) fn all() -> Vec<Cell> {
    [
        files::CELLS,
        status::CELLS,
        token::CELLS,
        actions::CELLS,
        vendor::CELLS,
        order::CELLS,
        page::CELLS,
        tabs::CELLS,
    ]
    .concat()
}
