//! The search for secrets in everything that a page keeps where another script, an extension, a log or a server could
//! read it.

use std::collections::BTreeSet;

use crate::page::Page;

/// All text of a page, each piece with its place.
#[derive(Debug)]
pub struct Haystack(Vec<(String, String)>);

/// A secret that was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The place.
    pub place: String,
    /// The secret.
    pub secret: String,
}

/// Every place that the search covers.
pub const PLACES: [&str; 13] = [
    "cache",
    "console",
    "cookie",
    "cookie jar",
    "dom",
    "event",
    "global",
    "history",
    "indexed db",
    "local storage",
    "session storage",
    "url",
    "window name",
];

impl Haystack {
    /// Gathers everything from the page as it is now. Empties the console's log.
    pub async fn gather(page: &Page) -> Self {
        let script = include_str!("../scripts/gather.js");
        let gathered = page.browser.execute_async(script, Vec::new()).await;
        let mut texts: Vec<(String, String)> = gathered
            .expect("the page can be searched")
            .convert()
            .expect("pairs of texts");
        let error = texts.iter().find(|(place, _)| place == "error");
        assert!(error.is_none(), "some places could not be read: {error:?}");
        for entry in page.console().await {
            texts.push(("console".to_owned(), entry.message));
        }
        // Includes the cookies that scripts cannot read.
        let cookies = page.browser.get_all_cookies().await.expect("the cookies");
        for cookie in cookies {
            let text = format!("{}={}", cookie.name, cookie.value);
            texts.push(("cookie jar".to_owned(), text));
        }
        Self(texts)
    }

    /// The places that hold one of the secrets, each once.
    #[must_use]
    pub fn search(&self, secrets: &[String]) -> BTreeSet<Finding> {
        let mut found = BTreeSet::new();
        for secret in secrets {
            assert!(
                secret.len() >= 8,
                "too short to be distinguished from other text"
            );
            for (place, text) in &self.0 {
                if text.contains(secret.as_str()) {
                    found.insert(Finding {
                        place: place.clone(),
                        secret: secret.clone(),
                    });
                }
            }
        }
        found
    }

    /// Number of texts in a place.
    #[must_use]
    pub fn count(&self, place: &str) -> usize {
        self.0.iter().filter(|(known, _)| known == place).count()
    }
}
