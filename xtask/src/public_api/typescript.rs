//! TypeScript declarations as a surface: exports, and their members if they have any.

use super::change::{Item, Surface};
use super::declarations::{ends_at, top_level_parts};

/// Types whose values the widget creates: users read a new member, but never have to write it.
const MADE_BY_THE_WIDGET: [&str; 3] = [
    "ChakraWhatsappConnectElement",
    "ChakraReflected",
    "ChakraEventMap",
];

/// The items of a file without comments.
pub(super) fn surface(text: &str) -> Surface {
    let mut found = Surface::new();
    for statement in top_level_parts(text, ';', true) {
        let statement = one_line(statement);
        let mut rest = statement.as_str();
        while let Some(shorter) = ["export ", "declare ", "default ", "abstract "]
            .iter()
            .find_map(|word| rest.strip_prefix(word))
        {
            rest = shorter;
        }
        add(&mut found, rest);
    }
    found
}

fn add(found: &mut Surface, statement: &str) {
    let (keyword, rest) = statement.split_once(' ').unwrap_or((statement, ""));
    match keyword {
        "" | "import" | "{}" | "{};" => {}
        "interface" | "class" | "enum" => with_members(found, keyword, rest),
        "type" => match rest.split_once(" = ") {
            Some((name, value)) if is_object(value) => {
                with_members(found, keyword, &format!("{name} {value}"));
            }
            Some((name, value)) => put(found, format!("type {name}"), value, None),
            None => put(found, statement.to_owned(), "", None),
        },
        "const" | "let" | "var" => {
            let (name, kind) = rest.split_once(": ").unwrap_or((rest, ""));
            put(found, format!("{keyword} {name}"), kind, None);
        }
        "function" => {
            let (name, kind) = split_name(rest);
            put(found, format!("function {name}"), kind, None);
        }
        // Imports from other files, and additions to the page's own types.
        _ => put(found, statement.to_owned(), "", None),
    }
}

fn with_members(found: &mut Surface, keyword: &str, rest: &str) {
    let (head, body) = rest.split_at(ends_at(rest, '{').unwrap_or(rest.len()));
    let head = head.trim();
    let (name, inherited) = head.split_once(' ').unwrap_or((head, ""));
    let whole = format!("{keyword} {name}");
    put(found, whole.clone(), inherited, None);
    let body = body.strip_prefix('{').unwrap_or(body);
    let body = body.trim_end_matches([';', ' ']);
    let body = body.strip_suffix('}').unwrap_or(body);
    let end = if keyword == "enum" { ',' } else { ';' };
    let is_made_by_us = MADE_BY_THE_WIDGET.contains(&name) || name.ends_with("Detail");
    for member in top_level_parts(body, end, false) {
        let member = member.trim();
        if member.is_empty() || member.starts_with("private ") || member.starts_with('#') {
            continue;
        }
        let (modifiers, rest) = modifiers(member);
        let (member, kind) = split_name(rest);
        let is_optional = kind.starts_with('?');
        let is_written = matches!(keyword, "interface" | "type") && !is_made_by_us;
        let completes = (is_written && !is_optional).then(|| whole.clone());
        let kind = kind.trim_start_matches("?:").trim_start_matches(':').trim();
        let mark = if is_optional { "optional " } else { "" };
        let signature = format!("{mark}{modifiers}{kind}");
        put(found, format!("{whole}.{member}"), &signature, completes);
    }
}

/// An overload belongs to the first declaration.
fn put(found: &mut Surface, name: String, signature: &str, completes: Option<String>) {
    let signature = signature.trim_end_matches(';').trim();
    let item = found.entry(name).or_default();
    if item.signature.is_empty() {
        *item = Item {
            signature: signature.to_owned(),
            completes,
        };
    } else {
        item.signature += "; ";
        item.signature += signature;
    }
}

fn modifiers(member: &str) -> (&str, &str) {
    let words = ["readonly ", "static ", "protected ", "abstract "];
    let mut rest = member;
    while let Some(shorter) = words.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter;
    }
    member.split_at(member.len() - rest.len())
}

/// `define(options?: {}): boolean` becomes `define` and the rest.
fn split_name(text: &str) -> (&str, &str) {
    let quoted = |quote: char| {
        let rest = text.strip_prefix(quote)?;
        Some(text.split_at(rest.find(quote)? + 2))
    };
    if let Some(split) = quoted('"') {
        return split;
    }
    if let Some(end) = text.strip_prefix('[').and_then(|rest| rest.find(']')) {
        return text.split_at(end + 2);
    }
    let end = text.find(['?', ':', '(', '<', ' ', ',', ';']);
    text.split_at(end.unwrap_or(text.len()))
}

/// Whether a type is a single object type, written out.
fn is_object(value: &str) -> bool {
    let value = value.trim_end_matches(';');
    value.starts_with('{') && ends_at(&value[1..], '}') == Some(value.len() - 2)
}

fn one_line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::change::changes;
    use super::*;

    const OLD: &str = r#"import type * as Chakra from "./index.js";
export interface Request {
  intent: Intent;
  pluginId?: string | null;
  headers: () => { [name: string]: string; };
}
export type Intent = "connect" | "replace";
export type Options = { store: Store; log?: (line: string) => void; };
export declare const TAG: "chakra-whatsapp-connect";
export declare function define(options?: { assets?: string }): boolean;
export interface ChakraWhatsappConnectElement extends HTMLElement {
  readonly state: string;
  connect(options?: { intent?: Intent }): Promise<void>;
}
export declare class Store {
  private rows;
  get(tenant: string): Promise<string>;
}
"#;

    fn told(replace: &str, by: &str) -> Vec<String> {
        assert!(OLD.contains(replace), "{replace}");
        let new = OLD.replace(replace, by);
        let all = changes(&surface(OLD), &surface(&new));
        all.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_export_and_member_is_an_item() {
        let found = surface(OLD);
        let names: Vec<_> = found.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "class Store",
                "class Store.get",
                "const TAG",
                "function define",
                "interface ChakraWhatsappConnectElement",
                "interface ChakraWhatsappConnectElement.connect",
                "interface ChakraWhatsappConnectElement.state",
                "interface Request",
                "interface Request.headers",
                "interface Request.intent",
                "interface Request.pluginId",
                "type Intent",
                "type Options",
                "type Options.log",
                "type Options.store",
            ]
        );
        assert_eq!(found["interface Request.intent"].signature, "Intent");
    }

    #[test]
    fn planted_breaking_changes_are_found() {
        let plants = [
            (
                "export declare function define(options?: { assets?: string }): boolean;\n",
                "",
                "function define (removed)",
            ),
            (
                "  intent: Intent;\n",
                "",
                "interface Request.intent (removed)",
            ),
            (
                "  intent: Intent;\n",
                "  intent: string;\n",
                "interface Request.intent (changed)",
            ),
            (
                "pluginId?: string | null",
                "pluginId: string | null",
                "interface Request.pluginId (changed)",
            ),
            (
                "  intent: Intent;\n",
                "  intent: Intent;\n  now: Date;\n",
                "interface Request.now (added)",
            ),
            (
                "{ store: Store;",
                "{ store: Store; key: string;",
                "type Options.key (added)",
            ),
            (
                "\"connect\" | \"replace\"",
                "\"connect\"",
                "type Intent (changed)",
            ),
            (
                "readonly state",
                "state",
                "interface ChakraWhatsappConnectElement.state (changed)",
            ),
            (
                "extends HTMLElement",
                "extends Element",
                "interface ChakraWhatsappConnectElement (changed)",
            ),
            (
                "get(tenant: string)",
                "get(tenant: string, now: Date)",
                "class Store.get (changed)",
            ),
        ];
        for (replace, by, expected) in plants {
            assert_eq!(told(replace, by), [format!("breaks: {expected}")]);
        }
    }

    #[test]
    fn planted_additions_do_not_break() {
        let plants = [
            (
                "  pluginId?",
                "  locale?: string;\n  pluginId?",
                "interface Request.locale (added)",
            ),
            (
                "\"connect\" |",
                "\"connect\" | \"repair\" |",
                "type Intent (changed)",
            ),
            (
                "  readonly state",
                "  reset(): void;\n  readonly state",
                "interface ChakraWhatsappConnectElement.reset (added)",
            ),
            (
                "export declare class",
                "export type New = string;\nexport declare class",
                "type New (added)",
            ),
        ];
        for (replace, by, expected) in plants {
            assert_eq!(told(replace, by), [format!("adds: {expected}")]);
        }
        assert!(told("  private rows;\n", "  private lines;\n").is_empty());
    }
}
