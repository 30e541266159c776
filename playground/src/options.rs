//! The developer's choices for the widget.

/// One choice of a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The value of the attribute, or in the address.
    pub value: &'static str,
    /// The text for people.
    pub label: &'static str,
}

const fn choice(value: &'static str, label: &'static str) -> Choice {
    Choice { value, label }
}

/// The forms of the widget; the default first, as everywhere here.
pub const VARIANTS: &[Choice] = &[
    choice("card", "Card"),
    choice("inline", "Inline"),
    choice("button", "Button"),
];

/// The colour schemes.
pub const THEMES: &[Choice] = &[
    choice("auto", "Auto"),
    choice("light", "Light"),
    choice("dark", "Dark"),
];

/// The looks of the page around the widget.
pub const PRESETS: &[Choice] = &[
    choice("none", "None"),
    choice("shadcn", "shadcn/ui"),
    choice("material", "Material"),
];

/// When the signup is prepared.
pub const STARTS: &[Choice] = &[
    choice("visible", "Visible"),
    choice("click", "Click"),
    choice("manual", "Manual"),
];

/// The page's language, and each language by its own name.
pub const LANGUAGES: &[Choice] = &[
    choice("", "As the page (English)"),
    choice("en", "English"),
    choice("ar", "العربية"),
    choice("de", "Deutsch"),
    choice("es", "Español"),
    choice("fr", "Français"),
    choice("he", "עברית"),
    choice("hi", "हिन्दी"),
    choice("id", "Bahasa Indonesia"),
    choice("it", "Italiano"),
    choice("pt-BR", "Português (Brasil)"),
    choice("tr", "Türkçe"),
    choice("ur", "اردو"),
];

/// The narrowest and the widest setting of the width's control, in pixels. At the widest, the page sets no limit.
pub const WIDTHS: (u32, u32) = (240, 720);

/// All choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// One of [`VARIANTS`].
    pub variant: &'static str,
    /// One of [`THEMES`].
    pub theme: &'static str,
    /// One of [`PRESETS`].
    pub preset: &'static str,
    /// One of [`LANGUAGES`].
    pub locale: &'static str,
    /// One of [`STARTS`].
    pub start: &'static str,
    /// The width of the widget's place, within [`WIDTHS`].
    pub width: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self::read(|_| None)
    }
}

impl Options {
    /// The options in an address; missing and unknown ones have their default.
    #[must_use]
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let of = |choices: &[Choice], name| known(choices, get(name).as_deref());
        let width = get("width").and_then(|width| width.parse::<u32>().ok());
        Self {
            variant: of(VARIANTS, "variant"),
            theme: of(THEMES, "theme"),
            preset: of(PRESETS, "preset"),
            locale: of(LANGUAGES, "locale"),
            start: of(STARTS, "start"),
            width: width.map_or(WIDTHS.1, |width| width.clamp(WIDTHS.0, WIDTHS.1)),
        }
    }

    /// The widget's attributes; `None` for those with their default.
    #[must_use]
    pub fn attributes(&self) -> [(&'static str, Option<&'static str>); 4] {
        [
            ("variant", named(VARIANTS, self.variant)),
            ("theme", named(THEMES, self.theme)),
            ("locale", named(LANGUAGES, self.locale)),
            ("start", named(STARTS, self.start)),
        ]
    }

    /// The attributes that have to be written.
    pub fn written(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let attributes = self.attributes().into_iter();
        attributes.filter_map(|(name, value)| Some((name, value?)))
    }

    /// The chosen preset, if any.
    #[must_use]
    pub fn preset(&self) -> Option<&'static str> {
        named(PRESETS, self.preset)
    }

    /// The address's query, from which [`Options::read`] reads the same options.
    #[must_use]
    pub fn query(&self) -> String {
        let mut parts: Vec<String> = self
            .written()
            .chain(self.preset().map(|preset| ("preset", preset)))
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if self.width < WIDTHS.1 {
            parts.push(format!("width={}", self.width));
        }
        parts.join("&")
    }
}

/// The choice of this value, or the first.
#[must_use]
pub fn known(choices: &[Choice], value: Option<&str>) -> &'static str {
    let wanted = choices.iter().find(|choice| Some(choice.value) == value);
    wanted.or(choices.first()).map_or("", |choice| choice.value)
}

/// The value, unless it is the default.
fn named(choices: &[Choice], value: &'static str) -> Option<&'static str> {
    let is_default = choices.first().is_some_and(|first| first.value == value);
    (!is_default).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chakra_connect::text::LOCALES;

    #[test]
    fn every_language_of_the_widget_can_be_chosen() {
        let mut offered: Vec<_> = LANGUAGES.iter().skip(1).map(|it| it.value).collect();
        let mut known: Vec<_> = LOCALES.iter().map(|it| it.tag).collect();
        offered.sort_unstable();
        known.sort_unstable();
        assert_eq!(offered, known);
    }

    #[test]
    fn defaults_are_not_written() {
        let options = Options::default();
        assert_eq!(options.written().count(), 0);
        assert_eq!(options.query(), "");
        assert_eq!(options.preset(), None);
    }

    #[test]
    fn an_address_restores_the_choices() {
        let options = Options {
            variant: "inline",
            theme: "dark",
            preset: "shadcn",
            locale: "pt-BR",
            start: "click",
            width: 320,
        };
        let query = options.query();
        let get = |name: &str| {
            query
                .split('&')
                .filter_map(|part| part.split_once('='))
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.to_owned())
        };
        assert_eq!(Options::read(get), options);
    }

    #[test]
    fn unknown_values_mean_the_default() {
        let odd = Options::read(|name| Some(if name == "width" { "9" } else { "odd" }.to_owned()));
        assert_eq!(odd.width, WIDTHS.0);
        assert_eq!(
            Options {
                width: WIDTHS.1,
                ..odd
            },
            Options::default()
        );
    }
}
