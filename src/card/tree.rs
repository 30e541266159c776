//! The card's elements, built from its texts.

use super::Card;
use super::actions::{Action, Choice, Click, Kind};
use super::details::{Advice, Fact, NumberDetails};
use super::headline::{Headline, Notice};
use super::node::{Child, Node};
use crate::flow::State;

impl Card {
    /// The elements in the card, with its title as a heading of `title_tag`.
    #[must_use]
    pub fn into_tree(self, title_tag: &'static str) -> Vec<Child> {
        let is_loading = self.state == State::Loading;
        let numbers = self.numbers.into_iter().map(number);
        let choices = self.choices.into_iter().map(choose);
        let actions = self.actions.into_iter().map(act);
        // It comes and goes as a whole. Screen readers announce an alert when it comes.
        let question = self
            .question
            .and_then(|text| Node::new("P", "question").with("role", "alert").text(text));
        vec![
            slot("header"),
            head(title_tag, self.word, self.badge),
            Node::paragraph("hint", self.hint),
            Node::paragraph("stale", self.stale),
            Node::new("DIV", "numbers").around(numbers.collect::<Vec<_>>()),
            is_loading.then(skeleton).flatten(),
            Node::new("DIV", "vendor").around([slot("vendor")]),
            Node::new("DIV", "choices").around(choices.collect::<Vec<_>>()),
            Node::new("DIV", "actions")
                .around([question].into_iter().chain(actions).collect::<Vec<_>>()),
            slot("footer"),
        ]
    }
}

fn slot(name: &'static str) -> Child {
    Node::new("SLOT", "slot").with("name", name).text(None)
}

fn head(title_tag: &'static str, word: Headline, badge: String) -> Child {
    let title = Some(word.title).filter(|title| !title.is_empty());
    let (reserved_title, reserved_sentence) = word.reserved.unzip();
    let reserved = |name, text: Option<String>| {
        text.and_then(|text| Node::new("P", name).with("aria-hidden", "true").text(text))
    };
    let word = Node::new("DIV", "word").with("role", "status").around([
        title.and_then(|title| Node::new(title_tag, "title").text(title)),
        reserved("title", reserved_title),
        Node::paragraph("sentence", Some(word.sentence)),
        reserved("sentence", reserved_sentence),
        word.notice.and_then(notice),
    ]);
    let hidden = |name| Node::new("SPAN", name).with("aria-hidden", "true");
    Node::new("DIV", "header").around([
        hidden("mark").text(None),
        word,
        hidden("badge").text(badge),
    ])
}

fn notice(notice: Notice) -> Child {
    Node::new("DIV", "notice").around([
        Node::paragraph("notice-text", notice.text),
        Node::paragraph("vendor-word", notice.vendor),
        Node::new("SMALL", "code").text(notice.code),
    ])
}

fn skeleton() -> Child {
    let bar = || Node::new("SPAN", "bar").text(None);
    let bars = Node::new("SLOT", "slot").with("name", "loading");
    Node::new("DIV", "skeleton")
        .with("aria-hidden", "true")
        .around([bars.around([bar(), bar(), bar()])])
}

fn number(number: NumberDetails) -> Child {
    let facts = number.facts.into_iter().map(fact).collect::<Vec<_>>();
    let issues = number.issues.into_iter().map(issue);
    let identity = Node::new("DIV", "identity").around(identity(number.digits, number.name));
    let facts = (!facts.is_empty()).then(|| Node::new("DL", "facts").around(facts));
    let all = [identity, facts.flatten()].into_iter().chain(issues);
    Node::new("DIV", "number").around(all.collect::<Vec<_>>())
}

fn identity(digits: String, name: Option<String>) -> Vec<Child> {
    vec![
        Node::new("BDI", "digits").with("dir", "ltr").text(digits),
        Node::new("BDI", "name").text(name),
    ]
}

fn fact(fact: Fact) -> Child {
    let value = Node::new("DD", "value");
    let value = match fact.quality {
        Some(quality) => value.with("data-quality", quality),
        None => value,
    };
    Node::new("DIV", "fact").around([
        Node::new("DT", "term").text(fact.term),
        value.text(fact.value),
    ])
}

fn issue(issue: Advice) -> Child {
    Node::new("DIV", "issue").around([
        Node::paragraph("issue-text", Some(issue.issue)),
        Node::paragraph("issue-advice", issue.solution),
    ])
}

fn choose(choice: Choice) -> Child {
    Node::button("choice", choice.click).around(identity(choice.digits, choice.name))
}

fn act(action: Action) -> Child {
    let (class, parts) = match action.kind {
        Kind::Primary => ("primary", "button button-primary"),
        Kind::Secondary => ("secondary", "button button-secondary"),
        Kind::Quiet => ("quiet", "button button-quiet"),
        Kind::Danger => ("danger", "button button-danger"),
    };
    if let Click::Visit(address) = action.click {
        let link = Node::new("A", class).known_as(parts);
        return link.with("href", address).text(action.label);
    }
    let label = Node::new("SPAN", "label").text(action.label);
    Node::button(class, action.click)
        .known_as(parts)
        .around([label])
}
