//! A name with its meaning, and how a table is separated from its prose.

/// One row of a table for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Documented<T> {
    /// The row without its prose.
    pub item: T,
    /// The meaning, in Markdown.
    pub meaning: &'static str,
}

/// One row.
pub(crate) const fn row<T>(item: T, meaning: &'static str) -> Documented<T> {
    Documented { item, meaning }
}

/// The rows without their prose. Only for constants, where a bad index does not compile.
#[allow(clippy::indexing_slicing)]
pub(crate) const fn items<T: Copy, const N: usize>(rows: &[Documented<T>; N]) -> [T; N] {
    let mut items = [rows[0].item; N];
    let mut at = 1;
    while at < N {
        items[at] = rows[at].item;
        at += 1;
    }
    items
}
