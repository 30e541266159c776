//! Keeps the focus in the widget when the focused button is removed, or becomes another one.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlBodyElement, HtmlElement, ShadowRoot};

use crate::browser::active_element::active_element;
use crate::browser::card_focus::focus_card;
use crate::card::Card;

/// The focus in a widget whose card is about to be drawn.
#[derive(Debug)]
pub(super) struct Focus {
    /// The focused button with its text; `None` if the vendor's frame has the focus, or something of the page.
    button: Option<(Element, Option<String>)>,
    /// The customer has asked to disconnect, or has answered: the button that takes the place of the focused one is the
    /// harmless one, and belongs to the question.
    is_at_question: bool,
    /// Another language gives the same button another text.
    lang: Option<String>,
}

impl Focus {
    /// The focus before `card` is drawn; `None` if the widget does not have it, neither in its shadow root nor in the
    /// vendor's frame.
    pub(super) fn within(root: &ShadowRoot, card: &Card) -> Option<Self> {
        let host = root.host();
        active_element(&host).filter(|focused| host.contains(Some(focused)))?;
        let was_asked = matches!(root.query_selector(".question"), Ok(Some(_)));
        let state = of_card(root, "data-state");
        Some(Self {
            button: root.active_element().map(|button| {
                let text = button.text_content();
                (button, text)
            }),
            lang: of_card(root, "lang"),
            is_at_question: was_asked != card.question.is_some()
                && state.as_deref() == Some(card.state.as_str()),
        })
    }

    /// After the drawing. Leptos gives the focused button another text and effect if another one takes its place in the
    /// list: the key that was meant for the former one would press the latter.
    pub(super) fn keep(&self, root: &ShadowRoot) {
        if root.is_connected() && (is_lost(root) || self.is_on_another_button(root)) {
            focus_card(root.host().unchecked_ref::<HtmlElement>());
        }
    }

    fn is_on_another_button(&self, root: &ShadowRoot) -> bool {
        let Some((button, text)) = self.button.as_ref().filter(|_| !self.is_at_question) else {
            return false;
        };
        // Not the card, whose text is all that it contains.
        button.tag_name() != "SECTION"
            && of_card(root, "lang") == self.lang
            && root.active_element().as_ref() == Some(button)
            && button.text_content() != *text
    }
}

/// An attribute of the shown card.
fn of_card(root: &ShadowRoot, attribute: &str) -> Option<String> {
    let card = root.query_selector(".card").ok().flatten()?;
    card.get_attribute(attribute)
}

/// The document's, not the tree's: the page may have moved the focus out of the tree meanwhile.
fn is_lost(root: &ShadowRoot) -> bool {
    let focused = root.owner_document().and_then(|it| it.active_element());
    focused.is_none_or(|focused| focused.has_type::<HtmlBodyElement>())
}
