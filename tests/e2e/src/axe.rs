//! axe-core in the page: what bars people from using a part of it.

use std::env;
use std::fs;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::page::Page;

/// The rules to check: all of WCAG 2.2, levels A and AA, and axe's other recommendations. Axe is given a part of a
/// page, and so leaves out the rules that only a whole page can keep or break: `bypass` (a way past the navigation),
/// `landmark-one-main`, `page-has-heading-one`, and those about `html` and `head`.
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
    /// Broken rules.
    pub violations: Vec<Barrier>,
    /// Rules that axe cannot decide.
    pub undecided: Vec<Barrier>,
    /// The rules that found something to look at, and nothing wrong with it.
    pub passed: Vec<String>,
}

/// One rule and one place.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Barrier {
    /// The rule's name.
    pub rule: String,
    /// The demand of the rule.
    pub help: String,
    /// The place: a selector for each shadow root on the way.
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
            path.expect("CHAKRA_AXE names axe.min.js; `cargo xtask test --only axe` does it");
        let script = fs::read_to_string(&path);
        Self(script.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    }
}

impl Page {
    /// Brings axe into the page that is open.
    pub async fn bring(&self, axe: &Axe) {
        let script = format!("{}\nreturn null;", axe.0);
        let _: Value = self.run(&script, &[]).await;
    }

    /// Has axe look at what a selector finds, and at everything in it. What stands in a frame is its
    /// owner's: of a frame only the element is looked at.
    pub async fn audit(&self, selector: &str) -> Audit {
        let script = "const [selector, tags, done] = arguments;
            const barriers = (results) => results.flatMap(({ id, help, nodes }) => nodes.map((node) => ({
              rule: id, help,
              target: node.target.flat(Infinity).join(' >>> '),
              why: [...node.any, ...node.all, ...node.none].map(({ message }) => message).join('; '),
            })));
            const options = {
              runOnly: { type: 'tag', values: tags },
              // A frame of another origin cannot be looked into, and asks for nothing else.
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
