//! axe-core in the page: finds barriers for people with disabilities.

use std::env;
use std::fs;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::page::Page;

/// The rules to check: all of WCAG 2.2, levels A and AA, and axe's best practices. Axe checks only a part of a page,
/// and so skips the rules about whole pages: `bypass` (a way past the navigation), `landmark-one-main`,
/// `page-has-heading-one`, and those about `html` and `head`.
const TAGS: [&str; 6] = [
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
];

/// The script, from the file that `CHAKRA_AXE` names.
#[derive(Clone, Debug)]
pub struct Axe(String);

/// Axe's report on a part of the page.
#[derive(Clone, Debug, Deserialize)]
pub struct Audit {
    /// Rules that were broken.
    pub violations: Vec<Barrier>,
    /// Rules that axe cannot decide.
    pub undecided: Vec<Barrier>,
    /// The rules that matched at least one element and found no violation.
    pub passed: Vec<String>,
}

/// One rule, broken at one place.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Barrier {
    /// The rule's name.
    pub rule: String,
    /// What the rule requires.
    pub help: String,
    /// The element, as one selector for each shadow root on the path.
    pub target: String,
    /// Why, in axe's words.
    pub why: String,
}

impl Axe {
    /// Reads the script.
    #[must_use]
    pub fn from_environment() -> Self {
        let path = env::var_os("CHAKRA_AXE");
        let path =
            path.expect("CHAKRA_AXE names axe.min.js; `cargo xtask test --only axe` sets it");
        let script = fs::read_to_string(&path);
        Self(script.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    }
}

impl Page {
    /// Injects axe into the open page.
    pub async fn bring(&self, axe: &Axe) {
        let script = format!("{}\nreturn null;", axe.0);
        let _: Value = self.run(&script, &[]).await;
    }

    /// Runs axe on the elements that match a selector, and on everything in them. The content of a frame belongs to its
    /// owner: only the frame's element is checked.
    pub async fn audit(&self, selector: &str) -> Audit {
        let script = "const [selector, tags, done] = arguments;
            const barriers = (results) => results.flatMap(({ id, help, nodes }) => nodes.map((node) => ({
              rule: id, help,
              target: node.target.flat(Infinity).join(' >>> '),
              why: [...node.any, ...node.all, ...node.none].map(({ message }) => message).join('; '),
            })));
            const options = {
              runOnly: { type: 'tag', values: tags },
              // Axe cannot look into a frame of another origin, which is not required here.
              iframes: false, rules: { 'frame-tested': { enabled: false } },
              resultTypes: ['violations', 'incomplete', 'passes'],
            };
            axe.run({ include: [[selector]] }, options).then(({ violations, incomplete, passes }) => done({
              violations: barriers(violations),
              undecided: barriers(incomplete),
              passed: passes.map(({ id }) => id),
            }), (error) => done(String(error)));";
        let arguments = vec![json!(selector), json!(TAGS)];
        let result = self.browser.execute_async(script, arguments).await;
        let result = result.unwrap_or_else(|error| panic!("axe fails on {selector}: {error}"));
        serde_json::from_value(result.json().clone())
            .unwrap_or_else(|error| panic!("axe fails on {selector}: {error}: {}", result.json()))
    }
}
