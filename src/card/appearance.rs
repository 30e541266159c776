//! The look and the language that the page asks for.

use std::sync::Arc;

use crate::text::{Catalogue, InApp, Language, Locale};

/// The form of the widget.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variant {
    /// A card for a settings page.
    #[default]
    Card,
    /// A row of a settings list.
    Inline,
    /// The vendor's button, and a line once connected.
    Button,
}

impl Variant {
    /// The variant as partners name it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Inline => "inline",
            Self::Button => "button",
        }
    }

    /// The variant of this name; the card if there is none.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "inline" => Self::Inline,
            "button" => Self::Button,
            _ => Self::Card,
        }
    }
}

/// The tag of the card's title at this heading level, in capitals, as in the DOM.
#[must_use]
pub fn title_tag(level: &str) -> &'static str {
    match level {
        "1" => "H1",
        "3" => "H3",
        "4" => "H4",
        "5" => "H5",
        "6" => "H6",
        _ => "H2",
    }
}

/// The alternatives that the page and the browser around the widget offer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The app whose own browser shows the page, if any.
    pub in_app: Option<InApp>,
    /// Address of the page to continue on, if the sign-up does not work.
    pub fallback: Option<String>,
}

/// The form, the language, and the surroundings.
#[derive(Clone, Debug)]
pub struct Appearance {
    /// The form.
    pub variant: Variant,
    /// The element of the card's title.
    pub title_tag: &'static str,
    /// The language.
    pub language: Language,
    /// The texts; `None` while they are loading.
    pub catalogue: Option<Arc<Catalogue>>,
    /// The surroundings of the widget.
    pub surroundings: Surroundings,
}

impl Default for Appearance {
    fn default() -> Self {
        Self {
            variant: Variant::Card,
            title_tag: title_tag(""),
            language: Locale::ENGLISH.into(),
            catalogue: Some(Arc::default()),
            surroundings: Surroundings::default(),
        }
    }
}
