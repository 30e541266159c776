//! The card, drawn anew from each snapshot.

// The component macro makes items public that only their re-export is meant to show.
#![allow(unreachable_pub)]

use leptos::prelude::*;

use super::part::{Child, Part};
use crate::browser::intl::BrowserIntl;
use crate::card::{
    Advice, Appearance, Card, Choice, Click, Fact, Headline, Kind, Notice, NumberDetails,
    still_asked,
};
use crate::flow::snapshot::Frame;
use crate::flow::{Input, Snapshot, State};
use crate::text::Localizer;

/// Attributes as values, not literals: Leptos writes an element of literals alone by `innerHTML`,
/// which pages that demand trusted types refuse.
const TRUE: &str = "true";
const LTR: &str = "ltr";

/// What the card tells the driver: the customer's clicks.
type Send = StoredValue<Box<dyn Fn(Input)>, LocalStorage>;

/// The state in which the customer was asked whether to disconnect; none once they answered.
type Asked = RwSignal<Option<State>>;

/// The widget's card. `send` takes the customer's wishes.
#[component]
pub fn Panel(
    /// What to show.
    snapshot: ArcRwSignal<Snapshot>,
    /// How to show it.
    appearance: ArcRwSignal<Appearance>,
    /// Takes the customer's wishes.
    send: Box<dyn Fn(Input)>,
    /// Called before a card is drawn.
    on_draw: Box<dyn Fn(&Card)>,
) -> impl IntoView {
    let send: Send = StoredValue::new_local(send);
    let on_draw = StoredValue::new_local(on_draw);
    let asked = Asked::new(None);
    // One effect, not one for each part: every closure here is compiled into an effect, a build and
    // a rebuild of its own. The driver sets the snapshot only when it differs, and drawing it anew
    // touches only the nodes that differ.
    let card = move || {
        let appearance = appearance.get();
        let shown = snapshot.get();
        let asked_in = still_asked(asked.get(), &shown);
        // It is forgotten, not only unseen: the state may come back.
        asked.update_untracked(|asked| *asked = asked_in);
        let card = match &appearance.catalogue {
            Some(catalogue) => {
                let voice = Localizer {
                    locale: appearance.locale,
                    catalogue,
                    intl: &BrowserIntl(appearance.locale),
                };
                Card::of(&shown, asked_in, &appearance.surroundings, &voice)
            }
            None => Card::unspoken(),
        };
        on_draw.try_with_value(|on_draw| on_draw(&card));
        draw(card, &appearance, send, asked)
    };
    view! {
        <div class="bounds">
            <div class="container">{card}</div>
        </div>
    }
}

fn draw(card: Card, appearance: &Appearance, send: Send, asked: Asked) -> impl IntoView + use<> {
    let frame = match card.frame {
        Frame::Hidden => "hidden",
        Frame::Loading => "loading",
        Frame::Ready => "ready",
    };
    let is_loading = card.state == State::Loading;
    let direction = if appearance.locale.is_rtl { "rtl" } else { LTR };
    let (choices, actions) = (card.choices.into_iter(), card.actions.into_iter());
    let actions = actions.map(|action| {
        let (class, part) = weight(action.kind);
        if let Click::Visit(address) = action.click {
            let link = Part::new("A", class).known_as(part).with("href", address);
            return link.text(action.label);
        }
        let label = Part::new("SPAN", "label").text(action.label);
        button(class, part, vec![label], action.click, send, asked)
    });
    let parts = vec![
        slot("header"),
        head(appearance.title_tag, card.word, card.badge),
        Part::paragraph("hint", card.hint),
        Part::paragraph("stale", card.stale),
        Part::new("DIV", "numbers")
            .around(card.numbers.into_iter().map(number).collect::<Vec<_>>()),
        is_loading.then(skeleton).flatten(),
        Part::new("DIV", "vendor").around([slot("vendor")]),
        Part::new("DIV", "choices").around(
            choices
                .map(|choice| choose(choice, send, asked))
                .collect::<Vec<_>>(),
        ),
        Part::new("DIV", "actions").around(
            [Part::paragraph("question", card.question)]
                .into_iter()
                .chain(actions)
                .collect::<Vec<_>>(),
        ),
        slot("footer"),
    ];
    view! {
        <section
            class="card"
            part="card"
            tabindex="-1"
            aria-label=card.label
            aria-busy=if is_loading { TRUE } else { "false" }
            data-state=card.state.as_str()
            data-tone=card.tone.as_str()
            data-variant=appearance.variant.as_str()
            data-frame=frame
            lang=appearance.locale.tag
            dir=direction
        >
            {parts}
        </section>
    }
}

fn slot(name: &'static str) -> Child {
    Part::new("SLOT", "slot").with("name", name).text(None)
}

fn head(title_tag: &'static str, word: Headline, badge: String) -> Child {
    let title = Some(word.title).filter(|title| !title.is_empty());
    let (reserved_title, reserved_sentence) = word.reserved.unzip();
    let reserved = |name, text: Option<String>| {
        text.and_then(|text| Part::new("P", name).with("aria-hidden", TRUE).text(text))
    };
    let word = Part::new("DIV", "word").with("role", "status").around([
        title.and_then(|title| Part::new(title_tag, "title").text(title)),
        reserved("title", reserved_title),
        Part::paragraph("sentence", Some(word.sentence)),
        reserved("sentence", reserved_sentence),
        word.notice.and_then(notice),
    ]);
    Part::new("DIV", "header").around([
        Part::new("SPAN", "mark")
            .with("aria-hidden", TRUE)
            .text(None),
        word,
        Part::new("SPAN", "badge")
            .with("aria-hidden", TRUE)
            .text(badge),
    ])
}

fn notice(notice: Notice) -> Child {
    Part::new("DIV", "notice").around([
        Part::paragraph("notice-text", notice.text),
        Part::paragraph("vendor-word", notice.vendor),
        Part::new("SMALL", "code").text(notice.code),
    ])
}

fn skeleton() -> Child {
    let bar = || Part::new("SPAN", "bar").text(None);
    let bars = Part::new("SLOT", "slot").with("name", "loading");
    Part::new("DIV", "skeleton")
        .with("aria-hidden", TRUE)
        .around([bars.around([bar(), bar(), bar()])])
}

fn number(number: NumberDetails) -> Child {
    let facts = number.facts.into_iter().map(fact).collect::<Vec<_>>();
    let issues = number.issues.into_iter().map(issue);
    let identity = Part::new("DIV", "identity").around(identity(number.digits, number.name));
    let facts = (!facts.is_empty()).then(|| Part::new("DL", "facts").around(facts));
    Part::new("DIV", "number").around(
        [identity, facts.flatten()]
            .into_iter()
            .chain(issues)
            .collect::<Vec<_>>(),
    )
}

fn identity(digits: String, name: Option<String>) -> Vec<Child> {
    vec![
        Part::new("BDI", "digits").with("dir", LTR).text(digits),
        Part::new("SPAN", "name").text(name),
    ]
}

fn fact(fact: Fact) -> Child {
    let value = Part::new("DD", "value");
    let value = match fact.quality {
        Some(quality) => value.with("data-quality", quality),
        None => value,
    };
    Part::new("DIV", "fact").around([
        Part::new("DT", "term").text(fact.term),
        value.text(fact.value),
    ])
}

fn issue(issue: Advice) -> Child {
    Part::new("DIV", "issue").around([
        Part::paragraph("issue-text", Some(issue.issue)),
        Part::paragraph("issue-advice", issue.solution),
    ])
}

fn choose(choice: Choice, send: Send, asked: Asked) -> Child {
    button(
        "choice",
        "choice",
        identity(choice.digits, choice.name),
        choice.click,
        send,
        asked,
    )
}

fn weight(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Primary => ("primary", "button button-primary"),
        Kind::Secondary => ("secondary", "button button-secondary"),
        Kind::Quiet => ("quiet", "button button-quiet"),
        Kind::Danger => ("danger", "button button-danger"),
    }
}

#[allow(clippy::unnecessary_wraps)] // A child like every other.
fn button(
    class: &'static str,
    part: &'static str,
    content: Vec<Child>,
    click: Click,
    send: Send,
    asked: Asked,
) -> Child {
    // Either is gone if the card was removed while its event was on the way.
    let clicked = move |_| match click.clone() {
        Click::Send(input) => {
            asked.try_set(None);
            send.try_with_value(|send| send(input));
        }
        Click::Ask(state) => {
            asked.try_set(state);
        }
        // The browser does that.
        Click::Visit(_) => {}
    };
    // In the capture phase, which for a button makes no difference: listeners of the other kind
    // bring Leptos' delegation of events to the window with them, which is never used.
    let button = view! {
        <button class=class part=part type="button" on:click:capture=clicked>
            {content}
        </button>
    };
    Some(button.into_any())
}
