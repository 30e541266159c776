//! The tables in the code, as Markdown: one function for each kind of table.

use std::fmt::Write as _;
use std::path::Path;

use chakra_connect::card::{PARTS, SLOTS};
use chakra_connect::contract::docs::{ATTRIBUTES, EVENTS, METHODS, PROPERTIES, READ_ONLY};
use chakra_connect::contract::{
    Attribute, BASE_PATH, Call, Documented, ProblemCode, Retry as Again, SignupOutcome, Values,
};
use chakra_connect::flow::State;
use chakra_connect::flow::error::{Code, LoadCode, Retry};

use super::includes;

/// The files from which blocks are generated.
pub(crate) struct Sources<'a> {
    /// The checkout, whose files pages show.
    pub(crate) root: &'a Path,
    /// `style/widget/theme.css`, whose comment defines the custom properties.
    pub(crate) theme: &'a str,
    /// `npm/server/src/options.ts` and `connection/hooks.ts`, whose types define the options of the server package.
    pub(crate) server: [&'a str; 2],
}

/// The name of the block for each code.
pub(crate) fn code_blocks() -> impl Iterator<Item = String> {
    all_codes().map(|code| format!("code {}", code.name))
}

/// A row of either table of codes.
struct CodeRow {
    name: &'static str,
    retry: Retry,
    customer: &'static str,
    developer: &'static str,
}

fn load_codes() -> impl Iterator<Item = CodeRow> {
    LoadCode::ALL.iter().map(|code| CodeRow {
        name: code.as_str(),
        retry: code.retry(),
        customer: code.customer(),
        developer: code.developer(),
    })
}

fn flow_codes() -> impl Iterator<Item = CodeRow> {
    Code::ALL.iter().map(|code| CodeRow {
        name: code.as_str(),
        retry: code.retry(),
        customer: code.customer(),
        developer: code.developer(),
    })
}

fn all_codes() -> impl Iterator<Item = CodeRow> {
    load_codes().chain(flow_codes())
}

impl Sources<'_> {
    /// The block with that name. `page` is the path of its page from the checkout.
    ///
    /// # Errors
    /// No block has this name, or its source is missing or lacks something.
    pub(crate) fn render(&self, page: &Path, name: &str) -> Result<String, String> {
        if let Some(shown) = includes::render(self.root, page, name) {
            return shown;
        }
        match name {
            "attributes" => Ok(attributes()),
            "properties" => Ok(properties()),
            "methods" => Ok(methods()),
            "events" => Ok(rows("event | `detail`", &EVENTS)),
            "states" => Ok(states()),
            "codes" => Ok(codes(flow_codes())),
            "load codes" => Ok(codes(load_codes())),
            "calls" => Ok(calls()),
            "problems" => Ok(problems()),
            "signup outcomes" => Ok(signup_outcomes()),
            "custom properties" => Ok(self.custom_properties()),
            "server options" => self.server_options(),
            "parts" => Ok(pairs("Part | What it is", PARTS)),
            "slots" => Ok(pairs("Slot | What it is for", SLOTS)),
            name => name
                .strip_prefix("code ")
                .and_then(code)
                .ok_or_else(|| format!("there is no table \"{name}\"")),
        }
    }

    /// The fields of the types, with the comment above each. Optional fields have a question mark.
    fn server_options(&self) -> Result<String, String> {
        let types = [
            "export interface ConnectOptions ",
            "export interface Hooks ",
        ];
        let mut rows = Vec::new();
        for (start, module) in types.into_iter().zip(self.server) {
            let missing = || format!("the server package has no {}", start.trim());
            let (_, after) = module.split_once(start).ok_or_else(missing)?;
            let (body, _) = after.split_once("\n}").ok_or_else(missing)?;
            let mut meaning = "";
            for line in body.lines().map(str::trim) {
                if let Some(comment) = line.strip_prefix("/** ") {
                    meaning = comment.trim_end_matches(" */");
                } else if let Some((name, _)) = field(line) {
                    rows.push(format!("`{name}` | {meaning}"));
                }
            }
        }
        Ok(table("option | what it is", &rows))
    }

    /// `--chakra-name: default; meaning` in the comment at the top of the sheet.
    fn custom_properties(&self) -> String {
        let comment = self.theme.split("*/").next().unwrap_or_default();
        let rows: Vec<_> = comment
            .lines()
            .filter_map(|line| {
                let (name, rest) = line.trim().split_once(": ")?;
                let (default, meaning) = rest.split_once("; ")?;
                let is_one = name.starts_with("--chakra-");
                is_one.then(|| format!("`{name}` | `{default}` | {meaning}"))
            })
            .collect();
        table("Property | Default | What it is", &rows)
    }
}

/// The name and the type of a field in TypeScript.
fn field(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("readonly ")?.split_once(": ")
}

/// The allowed values of an attribute, for a table.
pub(crate) fn values(attribute: &Attribute) -> String {
    match attribute.values {
        Values::Language => "language tag".to_owned(),
        Values::Address => "address".to_owned(),
        Values::Text => "any text".to_owned(),
        Values::Flag => "set or not".to_owned(),
        Values::OneOf(all) => all
            .iter()
            .map(|value| format!("`{value}`"))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn attributes() -> String {
    let rows: Vec<_> = ATTRIBUTES
        .iter()
        .map(|Documented { item, meaning }| {
            let values = values(item);
            format!("`{}` | {values} | {meaning}", item.name)
        })
        .collect();
    table(
        "attribute | values, the default first | what it does",
        &rows,
    )
}

fn properties() -> String {
    rows("property | what it does", &PROPERTIES)
        + &READ_ONLY
            .map(|row| format!("| `{}` | {} |\n", row.item, row.meaning))
            .concat()
}

fn states() -> String {
    let rows = State::ALL.map(|state| format!("`{}` | {}", state.as_str(), state.meaning()));
    table("state | what it means", &rows)
}

fn methods() -> String {
    let rows: Vec<_> = METHODS
        .iter()
        .map(|Documented { item, meaning }| format!("`{}` | {meaning}", item.replace('|', "\\|")))
        .collect();
    table("method | what it does", &rows)
}

fn codes(codes: impl Iterator<Item = CodeRow>) -> String {
    let rows: Vec<_> = codes
        .map(|code| {
            let CodeRow {
                name, developer, ..
            } = code;
            let retried = retried(code.retry);
            format!("[`{name}`](../troubleshooting.md#{name}) | {retried} | {developer}")
        })
        .collect();
    table("code | retried | what happened, and what to do next", &rows)
}

/// The calls of the widget to its backend.
fn calls() -> String {
    let rows: Vec<_> = Call::ALL
        .iter()
        .map(|call| {
            let request = call.request().unwrap_or("–").replace('|', "\\|");
            format!(
                "{} `{BASE_PATH}/{}` | {request} | {}",
                call.method().as_str(),
                call.segment(),
                call.response().replace('|', "\\|")
            )
        })
        .collect();
    table("call | in | out", &rows)
}

/// The errors of a backend.
fn problems() -> String {
    let rows: Vec<_> = ProblemCode::ALL
        .iter()
        .map(|code| {
            let again = match code.retry() {
                Again::Never => "no",
                Again::Later => "yes",
            };
            let (name, status) = (code.as_str(), code.status());
            format!("`{name}` | {status} | {again} | {}", code.remedy())
        })
        .collect();
    table("code | status | try again | what to do", &rows)
}

/// The outcomes that stand-ins for Chakra can simulate.
fn signup_outcomes() -> String {
    let rows =
        SignupOutcome::ALL.map(|outcome| format!("`{}` | {}", outcome.as_str(), outcome.meaning()));
    table("outcome | what happens", &rows)
}

/// The beginning of a code's troubleshooting section.
fn code(name: &str) -> Option<String> {
    let code = all_codes().find(|code| code.name == name)?;
    Some(format!(
        "{}\n\nThe customer reads: “{}” Retried: {}.\n",
        code.developer,
        code.customer,
        retried(code.retry)
    ))
}

fn retried(retry: Retry) -> &'static str {
    match retry {
        Retry::Never => "never",
        Retry::Customer => "by the customer",
        Retry::Automatic => "automatically, then by the customer",
    }
}

fn pairs(head: &str, all: &[(&str, &str)]) -> String {
    let rows: Vec<_> = all
        .iter()
        .map(|(name, meaning)| format!("`{name}` | {meaning}"))
        .collect();
    table(head, &rows)
}

fn rows(head: &str, all: &[Documented<&str>]) -> String {
    let pairs_of: Vec<_> = all.iter().map(|row| (row.item, row.meaning)).collect();
    pairs(head, &pairs_of)
}

/// A table whose rows have their cells already joined.
fn table(head: &str, rows: &[String]) -> String {
    let rule = "|---".repeat(head.split(" | ").count());
    let mut text = format!("| {head} |\n{rule}|\n");
    for row in rows {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {row} |");
    }
    text
}
