//! Reports with one item per line as a surface: those of the crates, and those of `kind name: signature`.

use std::collections::BTreeMap;

use super::change::{Item, Surface};

/// A report of lines such as `event chakra-ready: CustomEvent<{}>`.
pub(super) fn named(text: &str) -> Surface {
    let lines = text.lines().filter(|line| !line.is_empty());
    let item = |line: &str| {
        let (name, signature) = line.split_once(": ").unwrap_or((line, ""));
        let item = Item {
            signature: signature.to_owned(),
            completes: None,
        };
        (name.to_owned(), item)
    };
    lines.map(item).collect()
}

/// A crate's report. A changed item is the removal of one line and the addition of another.
pub(super) fn of_crate(text: &str) -> Surface {
    let lines: Vec<_> = text.lines().filter(|line| !line.is_empty()).collect();
    let wholes: BTreeMap<_, _> = lines.iter().filter_map(|line| whole(line)).collect();
    let item = |line: &&str| {
        let owner = path(line).and_then(|path| path.rsplit_once("::"));
        // A method of a type does not complete anything.
        let completes = owner
            .and_then(|(owner, _)| wholes.get(owner))
            .filter(|whole| whole.contains("trait ") || !is_item_with_keyword(line));
        let item = Item {
            signature: String::new(),
            completes: completes.map(|whole| (*whole).to_owned()),
        };
        ((*line).to_owned(), item)
    };
    lines.iter().map(item).collect()
}

/// The path of a type that users match, construct or implement, so that a new variant, field or item breaks them. The
/// report does not show whether a trait's new item has a default, or whether all fields were public:
/// cargo-semver-checks decides this before a release.
fn whole(line: &str) -> Option<(&str, &str)> {
    if line.starts_with("#[non_exhaustive]") {
        return None;
    }
    let kinds = [
        "pub enum ",
        "pub struct ",
        "pub trait ",
        "pub unsafe trait ",
    ];
    let rest = kinds.iter().find_map(|kind| line.strip_prefix(kind))?;
    Some((path_at_start(rest), line))
}

/// The item of a line, for example `chakra_backend::Backend::router`; none for modules, implementations and types.
fn path(line: &str) -> Option<&str> {
    let mut rest = line.strip_prefix("pub ")?;
    let words = ["const ", "async ", "unsafe ", "fn ", "type "];
    while let Some(shorter) = words.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter;
    }
    let path = path_at_start(rest);
    path.contains("::").then_some(path)
}

/// Whether the item has a keyword, as functions, constants and types do, but not variants and fields.
fn is_item_with_keyword(line: &str) -> bool {
    let rest = line.strip_prefix("pub ").unwrap_or(line);
    ["const ", "async ", "unsafe ", "fn ", "type "]
        .iter()
        .any(|keyword| rest.starts_with(keyword))
}

fn path_at_start(text: &str) -> &str {
    let mut end = text.len();
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let is_colons = letter == ':' && letters.peek().is_some_and(|(_, next)| *next == ':');
        if is_colons {
            letters.next();
        } else if !letter.is_alphanumeric() && letter != '_' {
            end = at;
            break;
        }
    }
    text.split_at(end).0
}

/// The names that a changelog may use for an item: its own, and that of its owner.
pub(super) fn spoken_names(item: &str) -> Vec<&str> {
    let rust = path(item).or_else(|| {
        let words = item.split_whitespace();
        let mut paths = words.filter(|word| word.contains("::")).map(path_at_start);
        paths.next()
    });
    if let Some(path) = rust {
        return path.rsplit("::").take(2).collect();
    }
    // `interface Request.pluginId`, `attribute token-url`
    let name = item.split_once(' ').map_or(item, |(_, name)| name);
    let mut names: Vec<_> = name.split('.').map(|name| name.trim_matches('"')).collect();
    names.push(name);
    names
}

#[cfg(test)]
mod tests {
    use super::super::change::changes;
    use super::*;

    const OLD: &str = "pub mod a
pub enum a::State
pub a::State::Connected
#[non_exhaustive] pub enum a::Code
pub a::Code::Busy
pub struct a::Config
pub a::Config::key: alloc::string::String
impl a::Config
pub fn a::Config::new(key: &str) -> Self
pub trait a::Store: core::marker::Send
pub async fn a::Store::reserve(&self) -> bool
";

    fn told(new: &str) -> Vec<String> {
        let all = changes(&of_crate(OLD), &of_crate(new));
        all.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn planted_breaking_changes_of_a_crate_are_found() {
        let plants = [
            "pub a::State::Lost",
            "pub a::Config::more: u32",
            "pub async fn a::Store::close(&self)",
        ];
        for added in plants {
            let new = format!("{OLD}{added}\n");
            assert_eq!(told(&new), [format!("breaks: {added} (added)")]);
        }
        for removed in OLD.lines() {
            let told = told(&OLD.replace(&format!("{removed}\n"), ""));
            let expected = format!("breaks: {removed} (removed)");
            assert!(told.contains(&expected), "{expected} is not in {told:?}");
        }
        let changed = told(&OLD.replace("key: &str", "key: String"));
        assert_eq!(
            changed,
            [
                "breaks: pub fn a::Config::new(key: &str) -> Self (removed)",
                "adds: pub fn a::Config::new(key: String) -> Self (added)"
            ]
        );
    }

    #[test]
    fn planted_additions_to_a_crate_do_not_break() {
        for added in [
            "pub a::Code::New",
            "pub enum a::New\npub a::New::One",
            "pub fn a::new()",
            "pub fn a::Config::more(&self)",
            "pub const a::State::ALL: [Self; 2]",
        ] {
            for told in told(&format!("{OLD}{added}\n")) {
                assert!(told.starts_with("adds: "), "{told}");
            }
        }
    }

    #[test]
    fn an_item_is_mentioned_by_its_name_or_its_owners() {
        let names = |item| spoken_names(item);
        assert_eq!(
            names("pub fn a::Config::new(key: &b::Key) -> Self"),
            ["new", "Config"]
        );
        assert_eq!(names("impl a::Config"), ["Config", "a"]);
        assert_eq!(names("#[non_exhaustive] pub enum a::Code"), ["Code", "a"]);
        assert!(names("interface Request.pluginId").contains(&"pluginId"));
        assert!(names("attribute token-url").contains(&"token-url"));
    }
}
