//! The book's snippets use only names that exist.

use std::fs;
use std::path::{Path, PathBuf};

use chakra_connect::contract::{ATTRIBUTES, EVENTS, PROPERTIES};

use super::book::fences::{self, Kind};
use super::book::{folder, pages};

/// A fenced block of code: its page, its language, and its text.
pub(crate) struct Snippet {
    pub(crate) page: PathBuf,
    pub(crate) language: String,
    pub(crate) code: String,
}

pub(crate) fn snippets() -> Vec<Snippet> {
    let pages = pages().into_iter();
    let found: Vec<_> = pages
        .flat_map(|(page, text)| of_page(&page, &text))
        .collect();
    assert!(found.len() > 40, "{}", found.len());
    found
}

fn of_page(page: &Path, text: &str) -> Vec<Snippet> {
    let mut found = Vec::new();
    let mut lines = fences::lines(text);
    while let Some((line, kind)) = lines.next() {
        if kind != Kind::Opening {
            continue;
        }
        let inside = lines.by_ref().take_while(|(_, kind)| *kind == Kind::Code);
        found.push(Snippet {
            page: page.to_owned(),
            language: line.trim_start().trim_start_matches('`').to_owned(),
            code: inside.map(|(line, _)| line.to_owned() + "\n").collect(),
        });
    }
    found
}

pub(crate) fn of_language(language: &str) -> Vec<Snippet> {
    let mut all = snippets();
    all.retain(|snippet| snippet.language == language);
    assert!(!all.is_empty(), "{language}");
    all
}

/// The backend's documentation is compiled with its tests; the book has the same code.
#[test]
fn the_backend_is_mounted_as_in_its_documentation() {
    let documented = include_str!("../../backend/src/lib.rs");
    let (_, documented) = documented.split_once("```no_run\n").unwrap();
    let (documented, _) = documented.split_once("//! ```").unwrap();
    let shown = documented
        .lines()
        .map(|line| line.trim_start_matches("//!"));
    // Drops the lines that rustdoc hides, but keeps attributes.
    let shown = shown.filter(|line| !line.starts_with(" # ") && *line != " #");
    let shown: String = shown
        .map(|line| line.strip_prefix(' ').unwrap_or("").to_owned() + "\n")
        .collect();
    let mounts = |snippet: &Snippet| snippet.code.trim() == shown.trim();
    assert!(of_language("rust").iter().any(mounts), "{shown}");
}

/// Without its maintenance, a plugin that could not be deleted at Chakra stays there, and no notification is sent.
/// Without the drain, a stop interrupts changes at Chakra.
#[test]
fn code_that_mounts_the_backend_also_runs_its_maintenance_and_drains_it() {
    let readme = include_str!("../../backend/README.md");
    let mut mounts: Vec<_> = snippets();
    mounts.extend(of_page(Path::new("backend/README.md"), readme));
    mounts.push(Snippet {
        page: PathBuf::from("backend/examples/own_table/main.rs"),
        language: "rust".to_owned(),
        code: include_str!("../../backend/examples/own_table/main.rs").to_owned(),
    });
    mounts.retain(|it| it.code.contains("backend.router()"));
    assert!(mounts.len() >= 3, "{}", mounts.len());
    for Snippet { page, code, .. } in mounts {
        let page = page.display();
        for needed in [
            "tokio::spawn(backend.maintenance());",
            "let drained = backend.drained();",
            "drained.await;",
        ] {
            assert!(code.contains(needed), "{page}: no {needed}");
        }
    }
}

/// Two pages show a line to add to a configuration that every new app already has.
#[test]
fn a_line_to_add_is_in_the_configuration_of_the_example() {
    let example = include_str!("../../examples/sveltekit/vite.config.ts");
    let is_in_it = |snippet: &Snippet| example.contains(snippet.code.trim());
    let all = of_language("ts");
    let page = all.iter().filter(|it| it.page.ends_with("sveltekit.md"));
    assert_eq!(page.filter(|it| is_in_it(it)).count(), 1);
}

/// Wherever the framework allows it, the handler is the same text, so that readers can reuse what they learned on
/// another page.
#[test]
fn the_handler_is_the_same_in_each_example() {
    let plain = include_str!("../../examples/script-tag/connect.js");
    for (name, text) in [
        ("hono", include_str!("../../examples/hono/connect.js")),
        ("fastify", include_str!("../../examples/fastify/connect.js")),
        (
            "sveltekit",
            include_str!("../../examples/sveltekit/src/lib/server/connect.ts"),
        ),
        (
            "nuxt",
            include_str!("../../examples/nuxt/server/utils/connect.ts"),
        ),
        (
            "react-router",
            include_str!("../../examples/react-router/app/connect.server.ts"),
        ),
    ] {
        // A built Nuxt app need not have `NODE_ENV` when it runs.
        let text = text.replace(
            "import.meta.dev ? demoTenant() : () => undefined",
            "demoTenant()",
        );
        assert_eq!(text, plain, "{name}");
    }
    // Next.js creates the table in its hook for the server's start.
    let nextjs = include_str!("../../examples/nextjs/lib/connect.ts");
    let plain = plain.replace("await store.migrate();\n", "");
    let squeezed = |text: &str| {
        text.replace("export const store", "const store")
            .replace('\n', "")
    };
    assert_eq!(squeezed(nextjs), squeezed(&plain));
}

/// The names of what is set on the element's tag, in any framework's syntax.
fn names_on_the_tag(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let code = code.replace("<ChakraConnect", "<chakra-whatsapp-connect");
    for tag in code.split("<chakra-whatsapp-connect").skip(1) {
        // Up to the end of the tag, ignoring the `=>` of functions.
        let tag = tag.replace("=>", "").split('>').next().unwrap().to_owned();
        let mut outside = String::new();
        let mut depth = 0_i32;
        let mut is_quoted = false;
        for letter in tag.chars() {
            match letter {
                '"' => is_quoted = !is_quoted,
                '{' => depth += 1,
                '}' => depth -= 1,
                letter if !is_quoted && depth == 0 => outside.push(letter),
                _ => {}
            }
        }
        let names = outside
            .split_whitespace()
            .filter_map(|word| word.strip_suffix('='));
        found.extend(names.map(str::to_owned));
    }
    found
}

#[test]
fn everything_set_on_the_element_exists() {
    let mut seen = 0;
    for Snippet { page, code, .. } in snippets() {
        for name in names_on_the_tag(&code) {
            let bare = name.trim_start_matches(['@', '(', '[', ':']);
            let bare = bare.trim_end_matches([')', ']']).trim_end_matches(".prop");
            let event = bare.strip_prefix("on").unwrap_or(bare);
            // As a prop of the React component. Leptos has a single prop for all events.
            let prop = bare.strip_prefix("on").unwrap_or_default().to_lowercase();
            let is_there = ATTRIBUTES.iter().any(|attribute| attribute.name == bare)
                || PROPERTIES.contains(&bare)
                || EVENTS.contains(&event)
                || EVENTS
                    .iter()
                    .any(|name| name.strip_prefix("chakra-") == Some(&*prop))
                || bare == "on_event";
            assert!(is_there, "{}: {name}", page.display());
            seen += 1;
        }
    }
    assert!(seen > 15, "{seen}");
}

#[test]
fn every_event_that_is_listened_for_exists() {
    let mut seen = 0;
    for Snippet { page, code, .. } in snippets() {
        for rest in code.split("addEventListener(\"chakra-").skip(1) {
            let name = format!("chakra-{}", rest.split('"').next().unwrap());
            let is_there = EVENTS.contains(&name.as_str());
            assert!(is_there, "{}: {name}", page.display());
            seen += 1;
        }
    }
    assert!(seen > 3, "{seen}");
}

#[test]
fn the_version_is_this_one() {
    let version = env!("CARGO_PKG_VERSION");
    let mut seen = 0;
    for (page, text) in pages() {
        for name in ["chakra-whatsapp-connect-", "cdn/", "/widget/", "example/"] {
            for rest in text.split(name).skip(1) {
                if rest.starts_with(|letter: char| letter.is_ascii_digit()) {
                    assert!(rest.starts_with(version), "{}: {name}", page.display());
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 5, "{seen}");
}

/// A user of our backend finds its error codes.
#[test]
fn every_code_of_a_backend_is_explained() {
    let explained = fs::read_to_string(folder().join("troubleshooting.md")).unwrap();
    let codes = include_str!("../../npm/server/src/contract.ts");
    let (_, codes) = codes.split_once("export type ChakraProblemCode =").unwrap();
    let (codes, _) = codes.split_once(';').unwrap();
    let mut seen = 0;
    for code in codes.split('"').filter(|it| it.starts_with("chakra_")) {
        assert!(explained.contains(&format!("`{code}`")), "{code}");
        seen += 1;
    }
    assert!(seen > 6, "{seen}");
}
