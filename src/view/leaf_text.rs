//! The text of an element without children, set on the element and not on a text node.
//!
//! A page translator replaces text nodes, in shadow roots too: Chrome puts `<font>` elements in their place. An update
//! of the replaced node would be lost, and a button would keep the label of another action.

use leptos::tachys::html::property::IntoProperty;
use leptos::tachys::renderer::types::Element;

/// The text that an element is to have; `None` for an element that has children, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LeafText(pub(super) Option<String>);

impl LeafText {
    fn write(&self, element: &Element) {
        element.set_text_content(self.0.as_deref());
    }
}

impl IntoProperty for LeafText {
    type State = (Element, Self);
    type Cloneable = Self;
    type CloneableOwned = Self;

    fn hydrate<const FROM_SERVER: bool>(self, element: &Element, key: &str) -> Self::State {
        self.build(element, key)
    }

    fn build(self, element: &Element, _key: &str) -> Self::State {
        if self.0.is_some() {
            self.write(element);
        }
        (element.clone(), self)
    }

    // A text that stays the same stays translated.
    fn rebuild(self, state: &mut Self::State, _key: &str) {
        let (element, shown) = state;
        if self != *shown {
            self.write(element);
            *shown = self;
        }
    }

    fn into_cloneable(self) -> Self {
        self
    }

    fn into_cloneable_owned(self) -> Self {
        self
    }
}
