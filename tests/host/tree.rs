//! The card's elements, and those of the loader's own card for a failure to load.

use std::sync::Arc;

use chakra_connect::card::{Card, Child, Click, Node, Surroundings};
use chakra_connect::flow::error::{Code, Failure};
use chakra_connect::flow::snapshot::Snapshot;
use chakra_connect::flow::{Input, State};
use chakra_connect::text::{Catalogue, Locale, Localizer, PlainEnglish};

/// The code that draws a failure to load.
const FAILURE: &str = include_str!("../../npm/src/failure.js");

fn tree(shown: &Snapshot) -> Vec<Child> {
    let voice = Localizer {
        locale: Locale::ENGLISH,
        catalogue: &Catalogue::new(serde_json::Value::Null, Arc::default()),
        intl: &PlainEnglish,
    };
    Card::of(shown, None, &Surroundings::default(), &voice).into_tree("H3")
}

fn failed() -> Snapshot {
    Snapshot {
        state: State::Unavailable,
        failure: Some(Failure::new(Code::BackendUnreachable)),
        ..Snapshot::default()
    }
}

/// The elements that are not empty, with their places.
fn outline(children: &[Child]) -> Vec<String> {
    let lines = |node: &Node| {
        let within = outline(&node.children);
        let is_empty = within.is_empty() && node.text.is_none() && node.class != "mark";
        let name = format!("{}.{}", node.tag.to_lowercase(), node.class);
        let mut lines: Vec<_> = (!is_empty).then_some(name.clone()).into_iter().collect();
        lines.extend(within.iter().map(|line| format!("{name} {line}")));
        lines
    };
    children.iter().flatten().flat_map(lines).collect()
}

#[test]
fn a_failure_has_a_title_a_sentence_a_code_and_a_next_step() {
    let expected = [
        "div.header",
        "div.header span.mark",
        "div.header div.word",
        "div.header div.word h3.title",
        "div.header div.word p.sentence",
        "div.header div.word div.notice",
        "div.header div.word div.notice small.code",
        "div.header span.badge",
        "div.actions",
        "div.actions button.primary",
        "div.actions button.primary span.label",
    ];
    assert_eq!(outline(&tree(&failed())), expected);
}

#[test]
fn the_loader_draws_the_same_elements() {
    for line in outline(&tree(&failed())) {
        let (tag, class) = line
            .split(' ')
            .next_back()
            .unwrap()
            .split_once('.')
            .unwrap();
        let made = match tag {
            "h3" => format!(r#"part("h" + level, "{class}""#),
            _ => format!(r#"part("{tag}", "{class}""#),
        };
        assert!(FAILURE.contains(&made), "{made}");
    }
}

#[test]
fn a_button_does_what_its_label_says() {
    fn buttons(children: &[Child]) -> Vec<&Node> {
        let all = children.iter().flatten();
        all.flat_map(|node| {
            let own = node.click.is_some().then_some(node);
            own.into_iter()
                .chain(buttons(&node.children))
                .collect::<Vec<_>>()
        })
        .collect()
    }
    let tree = tree(&failed());
    let [retry] = *buttons(&tree) else {
        panic!("one button: {tree:#?}");
    };
    assert_eq!(retry.click, Some(Click::Send(Input::Refresh)));
    assert_eq!(retry.attribute, ("type", Some("button".into())));
}
