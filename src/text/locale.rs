//! The available languages, and the choice for a page.

use std::borrow::Cow;

/// A language with a file of messages, or one that only the page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locale {
    /// Its BCP 47 tag; also the name of its file. Empty for a language that only the page has.
    pub tag: &'static str,
    /// Whether it is written from right to left.
    pub is_rtl: bool,
}

const fn ltr(tag: &'static str) -> Locale {
    Locale { tag, is_rtl: false }
}

const fn rtl(tag: &'static str) -> Locale {
    Locale { tag, is_rtl: true }
}

/// Every language; English, which is built in, comes first.
pub const LOCALES: &[Locale] = &[
    ltr("en"),
    rtl("ar"),
    ltr("de"),
    ltr("es"),
    ltr("fr"),
    rtl("he"),
    ltr("hi"),
    ltr("id"),
    ltr("it"),
    ltr("pt-BR"),
    ltr("tr"),
    rtl("ur"),
];

impl Locale {
    /// English.
    pub const ENGLISH: Self = ltr("en");

    /// A language without a file: the page has all texts of it.
    #[must_use]
    pub fn of_page(is_rtl: bool) -> Self {
        Self { tag: "", is_rtl }
    }

    /// Whether it has no file.
    #[must_use]
    pub fn is_pages(&self) -> bool {
        self.tag.is_empty()
    }

    /// The first available language of `wanted`, with the tag that asks for it: `de-AT` gets `de`, `pt` gets `pt-BR`.
    /// Browsers still use `iw` for Hebrew and `in` for Indonesian at times.
    pub fn choose<Tag: AsRef<str>>(wanted: impl IntoIterator<Item = Tag>) -> (Self, Option<Tag>) {
        wanted
            .into_iter()
            .find_map(|tag| Some((Self::of(tag.as_ref())?, Some(tag))))
            .unwrap_or((Self::ENGLISH, None))
    }

    /// The language of a BCP 47 tag, identified by its first part.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        let language = tag.trim().split(['-', '_']).next()?;
        let language = match language {
            "iw" => "he",
            "in" => "id",
            _ => language,
        };
        let is_same = |locale: &&Self| {
            let known = locale.tag.split('-').next();
            known.is_some_and(|known| known.eq_ignore_ascii_case(language))
        };
        LOCALES.iter().find(is_same).copied()
    }
}

/// The language of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    /// The language of its texts.
    pub locale: Locale,
    /// The valid BCP 47 tag for its numbers and dates, which may name a region: those of `es-MX` are not those of `es`.
    pub tag: Cow<'static, str>,
}

impl Language {
    /// The tag of its texts.
    #[must_use]
    pub fn of_texts(&self) -> Cow<'static, str> {
        if self.locale.is_pages() {
            self.tag.clone()
        } else {
            self.locale.tag.into()
        }
    }
}

impl From<Locale> for Language {
    /// A language that has a file, without a region.
    fn from(locale: Locale) -> Self {
        let tag = locale.tag.into();
        Self { locale, tag }
    }
}
