//! The gallery page: every state of the card at once, as its URL specifies.

use serde_json::json;

use crate::page::Page;

/// The contents of a gallery.
#[derive(Clone, Copy, Debug)]
pub struct Gallery {
    /// `light` or `dark`.
    pub theme: &'static str,
    /// A language tag. Some languages are written from right to left.
    pub locale: &'static str,
    /// `card`, `inline` or `button`.
    pub variant: &'static str,
}

impl Gallery {
    /// The cards of a page in English.
    #[must_use]
    pub fn in_theme(theme: &'static str) -> Self {
        Self {
            theme,
            locale: "en",
            variant: "card",
        }
    }

    /// Themes, directions and variants in every combination.
    #[must_use]
    pub fn matrix(theme: &'static str) -> Vec<Self> {
        let variants = ["card", "inline", "button"];
        let of_locale = |locale| variants.map(|variant| (locale, variant));
        ["en", "ar"]
            .into_iter()
            .flat_map(of_locale)
            .map(|(locale, variant)| Self {
                theme,
                locale,
                variant,
            })
            .collect()
    }

    fn path(self) -> String {
        let Self {
            theme,
            locale,
            variant,
        } = self;
        format!("/index.html?gallery&theme={theme}&locale={locale}&variant={variant}")
    }

    /// A label for failure messages.
    #[must_use]
    pub fn name(self) -> String {
        format!("{} {} {}", self.variant, self.theme, self.locale)
    }
}

/// The shadow root of the cell that `arguments[0]` names.
const ROOT: &str =
    "document.querySelector(`[data-cell=\"${arguments[0]}\"] chakra-gallery-cell`).shadowRoot";

impl Page {
    /// Opens a gallery, waits until everything in it is drawn, and returns the names of its cells.
    pub async fn open_gallery(&self, gallery: Gallery) -> Vec<String> {
        self.open(&gallery.path()).await;
        self.shows("document.documentElement.dataset.galleryReady === 'true'")
            .await;
        self.wait_for("const [done] = arguments; document.fonts.ready.then(() => done());")
            .await;
        let cells: Vec<String> = self
            .run(
                "return [...document.querySelectorAll('[data-cell]')].map((it) => it.dataset.cell)",
                &[],
            )
            .await;
        assert!(
            cells.len() >= 12,
            "every state has at least one cell: {cells:?}"
        );
        // An empty cell would pass every check.
        for cell in &cells {
            let cards: usize = self
                .in_cell(cell, "root.querySelectorAll('section.card').length")
                .await;
            assert_eq!(cards, 1, "cards in the cell {cell} of {}", gallery.name());
        }
        cells
    }

    /// The value of an expression about `root`, the shadow root of a cell of the gallery.
    pub async fn in_cell<T: serde::de::DeserializeOwned>(&self, cell: &str, expression: &str) -> T {
        let body = format!("const root = {ROOT}; return {expression};");
        self.run(&body, &[json!(cell)]).await
    }
}
