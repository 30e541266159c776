//! The attributes.

use crate::documented::{Documented, items, row};

/// One attribute of the element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: &'static str,
    /// What it may be set to.
    pub values: Values,
}

/// What an attribute may be set to.
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
        "Address of the partner's backend; gives the four calls below it.",
    ),
    attribute(
        "token-url",
        Values::Address,
        "Address of the token call, in place of `{backend}/connect-token`.",
    ),
    attribute(
        "status-url",
        Values::Address,
        "Address of the status call, in place of `{backend}/status`.",
    ),
    attribute(
        "event-url",
        Values::Address,
        "Address of the event call, in place of `{backend}/connect-event`.",
    ),
    attribute(
        "disconnect-url",
        Values::Address,
        "Address of the disconnect call, in place of `{backend}/disconnect`.",
    ),
    attribute(
        "sdk-url",
        Values::Address,
        "Address of the vendor SDK, in place of Chakra's.",
    ),
    attribute(
        "credentials",
        Values::OneOf(&["same-origin", "include"]),
        "Whether cookies go to a backend of another origin.",
    ),
    attribute(
        "tenant",
        Values::Text,
        "Whose connection it is, by any name of yours. Another value drops everything that was learned for the old one.",
    ),
    attribute(
        "start",
        Values::OneOf(&["visible", "click", "manual"]),
        "When the signup is prepared: once the widget is in view, on a click, or by `connect()`.",
    ),
    attribute(
        "variant",
        Values::OneOf(&["card", "inline", "button"]),
        "The form: a card, a row of a settings list, or the button alone.",
    ),
    attribute(
        "heading-level",
        Values::OneOf(&["2", "1", "3", "4", "5", "6"]),
        "The level of the card's title among the page's headings.",
    ),
    attribute(
        "theme",
        Values::OneOf(&["auto", "light", "dark"]),
        "The colour scheme; `auto` is the visitor's. Without the attribute it is the page's own, as its `color-scheme` says.",
    ),
    attribute(
        "locale",
        Values::Language,
        "The language, such as `pt-BR`; else that of the page's `lang`, else the browser's.",
    ),
    attribute(
        "locales-url",
        Values::Address,
        "Folder of the language files, in place of `locales/` beside the module.",
    ),
    attribute(
        "load",
        Values::OneOf(&["visible", "intent", "eager"]),
        "When the WebAssembly is fetched: once the widget is nearly in view, when the visitor points at it or tabs to it, or at once.",
    ),
    attribute(
        "fallback-url",
        Values::Address,
        "Page to link to if the widget cannot be loaded, or if no window was seen to open after a click; `http` or `https`.",
    ),
    attribute(
        "debug",
        Values::Flag,
        "Logs what happens to the widget and what it does about it by `console.debug`, without secrets.",
    ),
];

const fn attribute(
    name: &'static str,
    values: Values,
    meaning: &'static str,
) -> Documented<Attribute> {
    row(Attribute { name, values }, meaning)
}
