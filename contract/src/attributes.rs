//! The attributes.

use crate::documented::{Documented, items, row};

/// One attribute of the element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: &'static str,
    /// Its allowed values.
    pub values: Values,
}

/// The allowed values of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// A URL, absolute or relative to the page.
    Address,
    /// A BCP 47 language tag.
    Language,
    /// Any text.
    Text,
    /// Set or not, whatever its text.
    Flag,
    /// One of these; the first is the default.
    OneOf(&'static [&'static str]),
}

impl Attribute {
    /// The allowed values, the default first; none if any text will do.
    #[must_use]
    pub const fn allowed(&self) -> &'static [&'static str] {
        match self.values {
            Values::OneOf(allowed) => allowed,
            Values::Address | Values::Language | Values::Text | Values::Flag => &[],
        }
    }
}

/// The attributes of `<chakra-whatsapp-connect>`.
pub const ATTRIBUTES: &[Attribute] = &items(&DOCUMENTED);

/// The attributes, and what each does.
pub const DOCUMENTED: [Documented<Attribute>; 17] = [
    attribute(
        "backend",
        Values::Address,
        "Address of your backend. The four calls are below it.",
    ),
    attribute(
        "token-url",
        Values::Address,
        "Address of the token call, instead of `{backend}/connect-token`.",
    ),
    attribute(
        "status-url",
        Values::Address,
        "Address of the status call, instead of `{backend}/status`.",
    ),
    attribute(
        "event-url",
        Values::Address,
        "Address of the event call, instead of `{backend}/connect-event`.",
    ),
    attribute(
        "disconnect-url",
        Values::Address,
        "Address of the disconnect call, instead of `{backend}/disconnect`.",
    ),
    attribute(
        "sdk-url",
        Values::Address,
        "Address of Chakra's script, if it is not the usual one.",
    ),
    attribute(
        "credentials",
        Values::OneOf(&["same-origin", "include"]),
        "Whether cookies are sent to a backend of another origin.",
    ),
    attribute(
        "tenant",
        Values::Text,
        "Whose connection it is: any name of yours. A new value discards everything learned for the old one.",
    ),
    attribute(
        "start",
        Values::OneOf(&["visible", "click", "manual"]),
        "When the signup is prepared: once the widget is in view, on a click, or by `connect()`.",
    ),
    attribute(
        "variant",
        Values::OneOf(&["card", "inline", "button"]),
        "The layout: a card, a row of a settings list, or the button alone.",
    ),
    attribute(
        "heading-level",
        Values::OneOf(&["2", "1", "3", "4", "5", "6"]),
        "Heading level of the card's title.",
    ),
    attribute(
        "theme",
        Values::OneOf(&["auto", "light", "dark"]),
        "The colour scheme. `auto` follows the visitor's. If absent, the widget follows the page's `color-scheme`.",
    ),
    attribute(
        "locale",
        Values::Language,
        "The language, such as `pt-BR`. If absent, the `lang` of the page, then the browser's language.",
    ),
    attribute(
        "locales-url",
        Values::Address,
        "Folder of the language files, instead of `locales/` next to the module.",
    ),
    attribute(
        "load",
        Values::OneOf(&["visible", "intent", "eager"]),
        "When the WebAssembly is fetched: once the widget comes near the viewport, when the visitor points at it or tabs to it, or at once.",
    ),
    attribute(
        "fallback-url",
        Values::Address,
        "Page to link to if the widget cannot be loaded, or if no window appears after a click. `http` or `https`.",
    ),
    attribute(
        "debug",
        Values::Flag,
        "Logs the widget's inputs and decisions with `console.debug`, without secrets.",
    ),
];

const fn attribute(
    name: &'static str,
    values: Values,
    meaning: &'static str,
) -> Documented<Attribute> {
    row(Attribute { name, values }, meaning)
}
