//! One kind of element for all parts of the card.
//!
//! Leptos compiles a build and a rebuild for each shape of element that a `view!` has. Here one
//! shape serves every part, and its code is linked once.

use std::borrow::Cow;

use leptos::html::custom;
use leptos::prelude::*;

/// A child at its place, or nothing there.
pub(super) type Child = Option<AnyView>;

/// An element whose class and part have the same name, unless said otherwise.
pub(super) struct Part {
    /// In capitals, as the DOM has it: Leptos makes an element anew where its tag differs.
    tag: &'static str,
    class: &'static str,
    parts: &'static str,
    attribute: (&'static str, Option<Cow<'static, str>>),
    text: Option<String>,
}

impl Part {
    pub(super) fn new(tag: &'static str, name: &'static str) -> Self {
        Self {
            tag,
            class: name,
            parts: name,
            attribute: ("role", None),
            text: None,
        }
    }

    /// A paragraph; nothing where there is nothing to say.
    pub(super) fn paragraph(name: &'static str, text: Option<String>) -> Child {
        let text = text.filter(|text| !text.is_empty())?;
        Self::new("P", name).text(text)
    }

    /// With another part than its class.
    pub(super) fn known_as(self, parts: &'static str) -> Self {
        Self { parts, ..self }
    }

    /// With an attribute beside class and part.
    pub(super) fn with(self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        Self {
            attribute: (name, Some(value.into())),
            ..self
        }
    }

    /// The element around a text.
    pub(super) fn text(self, text: impl Into<Option<String>>) -> Child {
        let text = text.into();
        Self { text, ..self }.around([])
    }

    /// The element around `children`.
    #[allow(clippy::unnecessary_wraps)] // A list of children reads as one.
    pub(super) fn around(self, children: impl Into<Vec<Child>>) -> Child {
        let (attribute, value) = self.attribute;
        let element = custom(self.tag)
            .attr("class", self.class)
            .attr("part", self.parts)
            .attr(attribute, value)
            .child((self.text, children.into()));
        Some(element.into_any())
    }
}
