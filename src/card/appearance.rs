//! How the page wants the card to look and to speak.

use std::sync::Arc;

use crate::text::{Catalogue, Locale};

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

    /// The variant of this name; the card where there is no such.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "inline" => Self::Inline,
            "button" => Self::Button,
            _ => Self::Card,
        }
    }
}

/// The form and the language.
#[derive(Clone, Debug)]
pub struct Appearance {
    /// The form.
    pub variant: Variant,
    /// The language.
    pub locale: Locale,
    /// The words; none while they are on their way.
    pub catalogue: Option<Arc<Catalogue>>,
}

impl Default for Appearance {
    fn default() -> Self {
        Self {
            variant: Variant::Card,
            locale: Locale::ENGLISH,
            catalogue: Some(Arc::default()),
        }
    }
}
