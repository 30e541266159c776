//! The matrix: all cells, by what is broken.
#![allow(clippy::enum_glob_use)] // A table reads as one.

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
