//! Markdown tables and number formats.

use crate::stats::Spread;

/// A table under construction.
pub(super) struct Table(String);

impl Table {
    pub(super) fn new<T: AsRef<str>>(head: impl IntoIterator<Item = T>) -> Self {
        let mut table = Self(String::new());
        let columns = table.push(head);
        table.push((0..columns).map(|column| if column == 0 { "---" } else { "---:" }));
        table
    }

    /// Adds a row and returns its number of cells.
    pub(super) fn push<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) -> usize {
        let mut count = 0;
        for cell in cells {
            count += 1;
            self.0.push_str("| ");
            self.0.push_str(cell.as_ref());
            self.0.push(' ');
        }
        self.0.push_str("|\n");
        count
    }

    pub(super) fn text(self) -> String {
        self.0 + "\n"
    }
}

/// Placeholder for values that were not measured.
pub(super) const NOTHING: &str = "–";

/// A rounded number with separators: `12,345`.
pub(super) fn whole(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::from(if value <= -0.5 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A median with its quartiles: `420 (400–450)`.
pub(super) fn spread(spread: Option<Spread>) -> String {
    spread.map_or_else(
        || NOTHING.to_owned(),
        |it| {
            format!(
                "{} ({}–{})",
                whole(it.median),
                whole(it.low),
                whole(it.high)
            )
        },
    )
}

/// The value formatted by `write`, or the placeholder.
pub(super) fn or_nothing(value: Option<f64>, write: impl FnOnce(f64) -> String) -> String {
    value.map_or_else(|| NOTHING.to_owned(), write)
}

/// The quotient of two values, if both exist and the second is positive.
pub(super) fn ratio(value: Option<f64>, other: Option<f64>) -> Option<f64> {
    other
        .filter(|other| *other > 0.0)
        .and_then(|other| Some(value? / other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_rows_are_counted() {
        assert_eq!(whole(1_234_567.4), "1,234,567");
        assert_eq!(whole(999.0), "999");
        assert_eq!(whole(-0.1), "0");
        let mut table = Table::new(["a", "b"]);
        table.push(["1", "2"]);
        assert_eq!(table.text(), "| a | b |\n| --- | ---: |\n| 1 | 2 |\n\n");
    }

    #[test]
    fn a_ratio_needs_both_values_and_a_positive_divisor() {
        assert_eq!(ratio(Some(1.0), Some(2.0)), Some(0.5));
        assert_eq!(ratio(Some(1.0), Some(0.0)), None);
        assert_eq!(ratio(None, Some(1.0)), None);
    }
}
