//! One element of the card, as data. The view draws it.

use std::borrow::Cow;

use super::Click;

/// An element at its place in its parent, or an empty place: places stay the same across redraws.
pub type Child = Option<Node>;

/// An element. Its class and part have the same name, unless stated otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// In capitals, as in the DOM: Leptos recreates an element if its tag differs.
    pub tag: &'static str,
    /// Its class.
    pub class: &'static str,
    /// Its parts, for `::part()`.
    pub parts: &'static str,
    /// One more attribute; absent if the value is `None`.
    pub attribute: (&'static str, Option<Cow<'static, str>>),
    /// Its text. An element with a text has no children.
    pub text: Option<String>,
    /// The elements in it.
    pub children: Vec<Child>,
    /// The effect of a click; makes it a button.
    pub click: Option<Click>,
}

impl Node {
    #[inline(never)]
    pub(super) fn new(tag: &'static str, name: &'static str) -> Self {
        Self {
            tag,
            class: name,
            parts: name,
            attribute: ("role", None),
            text: None,
            children: Vec::new(),
            click: None,
        }
    }

    /// A paragraph; `None` if there is no text.
    #[inline(never)]
    pub(super) fn paragraph(name: &'static str, text: Option<String>) -> Child {
        let text = text.filter(|text| !text.is_empty())?;
        Self::new("P", name).text(text)
    }

    /// A button.
    pub(super) fn button(name: &'static str, click: Click) -> Self {
        Self {
            click: Some(click),
            ..Self::new("BUTTON", name).with("type", "button")
        }
    }

    /// With a part that differs from its class.
    pub(super) fn known_as(self, parts: &'static str) -> Self {
        Self { parts, ..self }
    }

    /// With one more attribute.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.attribute = (name, Some(value.into()));
        self
    }

    /// The element with a text.
    #[allow(clippy::unnecessary_wraps)] // So that a list of children reads uniformly.
    pub(super) fn text(mut self, text: impl Into<Option<String>>) -> Child {
        self.text = text.into();
        Some(self)
    }

    /// The element with `children`.
    #[allow(clippy::unnecessary_wraps)] // So that a list of children reads uniformly.
    pub(super) fn around(mut self, children: impl Into<Vec<Child>>) -> Child {
        self.children = children.into();
        Some(self)
    }
}
