//! The book's snippets are valid in their language: each is parsed, but not run.

use std::io::{ErrorKind, Write as _};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::book_snippets::{Snippet, of_language, snippets};

#[test]
fn every_language_is_known() {
    // The languages that no test here parses are built with their example, read by a proxy, or lines for a shell. For
    // Java, C# and Traefik no parser is available here.
    let known = [
        "json",
        "js",
        "rust",
        "jsx",
        "ts",
        "tsx",
        "vue",
        "svelte",
        "html",
        "css",
        "sh",
        "text",
        "",
        "python",
        "php",
        "ruby",
        "go",
        "java",
        "csharp",
        "nginx",
        "caddyfile",
        "yaml",
    ];
    for Snippet { page, language, .. } in snippets() {
        assert!(
            known.contains(&language.as_str()),
            "{}: {language}",
            page.display()
        );
    }
}

#[test]
fn json_is_json() {
    for Snippet { page, code, .. } in of_language("json") {
        let json = serde_json::from_str::<Value>(&code);
        assert!(json.is_ok(), "{}: {json:?}", page.display());
    }
}

#[test]
fn rust_is_rust() {
    for Snippet { page, code, .. } in of_language("rust") {
        let tokens = code.parse::<proc_macro2::TokenStream>();
        assert!(tokens.is_ok(), "{}: {tokens:?}", page.display());
    }
}

/// Node parses all snippets at once, without running them.
#[test]
fn javascript_is_javascript() {
    const PARSE: &str = r#"
        const { SourceTextModule } = require("node:vm");
        const codes = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
        const wrong = codes.map((code) => {
            try { new SourceTextModule(code); return ""; } catch (error) { return error.message; }
        });
        console.log(JSON.stringify(wrong));
    "#;
    let snippets = of_language("js");
    let mut codes: Vec<_> = snippets
        .iter()
        .map(|snippet| snippet.code.as_str())
        .collect();
    codes.push("this is not JavaScript");
    let mut node = Command::new("node")
        .args([
            "--experimental-vm-modules",
            "--no-warnings",
            "--eval",
            PARSE,
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node, which npm brings");
    let codes = serde_json::to_vec(&codes).unwrap();
    node.stdin.take().unwrap().write_all(&codes).unwrap();
    let output = node.wait_with_output().unwrap();
    let mut wrong: Vec<String> = serde_json::from_slice(&output.stdout).unwrap();
    assert!(
        !wrong.pop().unwrap().is_empty(),
        "the check accepts anything"
    );
    for (Snippet { page, .. }, wrong) in snippets.iter().zip(wrong) {
        assert!(wrong.is_empty(), "{}: {wrong}", page.display());
    }
}

/// The language's own tool parses the snippets, if installed, without running them.
#[test]
fn the_other_backends_parse_in_their_language() {
    let python = [
        "python3",
        "-c",
        "import ast, sys; ast.parse(sys.stdin.read())",
    ];
    for (language, tool) in [
        ("python", &python[..]),
        ("php", &["php", "-l"]),
        ("ruby", &["ruby", "-c"]),
        ("go", &["gofmt", "-e"]),
    ] {
        let Some(wrong) = complaint(tool, "<?php }") else {
            eprintln!("{}: not installed, so no {language} is parsed", tool[0]);
            continue;
        };
        assert!(!wrong.is_empty(), "{language}: the check accepts anything");
        for Snippet { page, code, .. } in of_language(language) {
            // Some PHP snippets are part of an array.
            let code = match language {
                "php" if !code.starts_with("<?php") => format!("<?php return [{code}];"),
                _ => code,
            };
            let wrong = complaint(tool, &code).unwrap();
            assert!(wrong.is_empty(), "{}: {wrong}", page.display());
        }
    }
}

/// The tool's error about a program; empty if it accepts it, None if the tool is missing.
fn complaint(tool: &[&str], code: &str) -> Option<String> {
    let [name, arguments @ ..] = tool else {
        panic!("a tool has a name")
    };
    let mut command = Command::new(name);
    command.args(arguments).stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = match command.spawn() {
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        child => child.unwrap(),
    };
    child
        .stdin
        .take()
        .unwrap()
        .write_all(code.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    if output.status.success() {
        return Some(String::new());
    }
    let said = [output.stdout, output.stderr].concat();
    Some(format!("{name}: {}", String::from_utf8_lossy(&said)))
}
