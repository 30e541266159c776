//! The differences between two versions of a public surface, and whether they break the code of users.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Something that a user can name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Item {
    /// Everything that is promised about it.
    pub(super) signature: String,
    /// The item that this one belongs to, if a new part of it breaks users: they match the variants of an enum,
    /// implement the items of a trait, and write the mandatory members of an interface.
    pub(super) completes: Option<String>,
}

/// The items by their names.
pub(super) type Surface = BTreeMap<String, Item>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    Adding,
    Breaking,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Added,
    Changed,
    Removed,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) item: String,
    pub(super) effect: Effect,
    what: What,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.what {
            What::Added => "added",
            What::Changed => "changed",
            What::Removed => "removed",
        };
        let effect = match self.effect {
            Effect::Adding => "adds",
            Effect::Breaking => "breaks",
        };
        write!(f, "{effect}: {} ({what})", self.item)
    }
}

/// Every difference, by the names of the items.
pub(super) fn changes(old: &Surface, new: &Surface) -> Vec<Change> {
    let names: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let change = |name: &String| {
        let (what, effect) = match (old.get(name), new.get(name)) {
            (Some(_), None) => (What::Removed, Effect::Breaking),
            (None, Some(item)) => (What::Added, of_addition(item, old)),
            (Some(old), Some(new)) if old.signature != new.signature => {
                let effect = if only_gains_literals(&old.signature, &new.signature) {
                    Effect::Adding
                } else {
                    Effect::Breaking
                };
                (What::Changed, effect)
            }
            _ => return None,
        };
        Some(Change {
            item: name.clone(),
            effect,
            what,
        })
    };
    names.into_iter().filter_map(change).collect()
}

/// A new part breaks users of an item that already existed.
fn of_addition(item: &Item, old: &Surface) -> Effect {
    match &item.completes {
        Some(whole) if old.contains_key(whole) => Effect::Breaking,
        _ => Effect::Adding,
    }
}

/// Whether a type has only gained texts or numbers: a new state, code or value of an attribute. The book's page on
/// upgrading says that users must expect these.
fn only_gains_literals(old: &str, new: &str) -> bool {
    let old: BTreeSet<_> = old.split(" | ").collect();
    let new: BTreeSet<_> = new.split(" | ").collect();
    let is_literal = |part: &&str| {
        let is_text = part.len() > 2 && part.starts_with('"') && part.ends_with('"');
        is_text || part.parse::<f64>().is_ok()
    };
    old.is_subset(&new) && new.difference(&old).all(is_literal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surface(items: &[(&str, &str, Option<&str>)]) -> Surface {
        let item = |(name, signature, completes): &(&str, &str, Option<&str>)| {
            let item = Item {
                signature: (*signature).to_owned(),
                completes: completes.map(str::to_owned),
            };
            ((*name).to_owned(), item)
        };
        items.iter().map(item).collect()
    }

    fn told(old: &Surface, new: &Surface) -> Vec<String> {
        changes(old, new).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn removals_and_changes_break_and_additions_do_not() {
        let old = surface(&[("a", "string", None), ("b", "string", None)]);
        let new = surface(&[("b", "number", None), ("c", "string", None)]);
        assert_eq!(
            told(&old, &new),
            [
                "breaks: a (removed)",
                "breaks: b (changed)",
                "adds: c (added)"
            ]
        );
        assert!(told(&old, &old).is_empty());
    }

    #[test]
    fn a_mandatory_part_breaks_only_an_existing_item() {
        let old = surface(&[("enum E", "", None)]);
        let mut new = surface(&[("enum E", "", None), ("E::New", "", Some("enum E"))]);
        assert_eq!(told(&old, &new), ["breaks: E::New (added)"]);
        new.remove("enum E");
        assert_eq!(changes(&surface(&[]), &new)[0].effect, Effect::Adding);
    }

    #[test]
    fn an_additional_value_is_an_addition_and_a_removed_one_is_not() {
        let is_gain = only_gains_literals;
        assert!(is_gain("\"a\" | \"b\"", "\"a\" | \"new\" | \"b\""));
        assert!(is_gain("\"b\" | \"a\"", "\"a\" | \"b\" | \"c\""));
        assert!(is_gain("\"a\" | null", "\"a\" | \"b\" | null"));
        assert!(!is_gain("\"a\" | \"b\"", "\"a\""));
        assert!(!is_gain("\"a\"", "\"a\" | string"));
        assert!(!is_gain("string", "number"));
        assert!(!is_gain("\"a\" | null", "\"a\""));
    }
}
