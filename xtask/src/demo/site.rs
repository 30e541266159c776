//! The files that the demo serves: the build, with the stand-in's address in the page.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::Chakra;
use crate::package::copy;
use crate::places::Places;

/// What the demo serves.
pub(super) struct Site {
    pub(super) files: PathBuf,
    /// Follows the address that is printed, if the page cannot name the stand-in itself.
    pub(super) fragment: String,
}

impl Site {
    /// The build itself, which changes while the demo runs.
    pub(super) fn watched(places: &Places, chakra: &Chakra) -> Self {
        Self {
            files: places.dist(),
            fragment: chakra.api().map(fragment).unwrap_or_default(),
        }
    }

    /// A copy in `folder` with a page that finds the stand-in at its plain address. The build stays unchanged, because
    /// other demos and tests serve it. Without a stand-in, the build itself.
    pub(super) fn copied(places: &Places, chakra: &Chakra, folder: &Path) -> Result<Self> {
        let mut files = places.dist();
        if let Some(api) = chakra.api() {
            let copy = folder.join("site");
            write(&files, &copy, api)?;
            files = copy;
        }
        Ok(Self {
            files,
            fragment: String::new(),
        })
    }
}

/// Tells the playground the address of the stand-in's control endpoints. A fragment is not sent to servers.
fn fragment(api: &str) -> String {
    format!("#stand-in={api}")
}

/// Puts the stand-in's address into the page's fragment, where the playground looks for it. Replaces that of an earlier
/// demo, in a tab that is still open.
fn script(api: &str) -> String {
    format!(
        r#"<script>
      if (!location.hash || location.hash.startsWith("{any}")) {{
        history.replaceState(null, "", location.search + "{ours}");
      }}
    </script>
    "#,
        any = fragment(""),
        ours = fragment(api),
    )
}

/// Copies `dist` to `site`, with the script in the page.
fn write(dist: &Path, site: &Path, api: &str) -> Result<()> {
    copy(dist, site)?;
    let page = site.join("index.html");
    let text =
        fs::read_to_string(&page).with_context(|| format!("{} cannot be read", page.display()))?;
    let (before, after) = text
        .split_once("<meta charset")
        .with_context(|| format!("{} has no <meta charset>", page.display()))?;
    let text = [before, &script(api), "<meta charset", after].concat();
    fs::write(&page, text).with_context(|| format!("{} cannot be written", page.display()))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    struct Scratch(PathBuf);

    impl Scratch {
        fn with_page(page: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("xtask-{}", uuid::Uuid::new_v4()));
            fs::create_dir_all(folder.join("dist/locales")).unwrap();
            fs::write(folder.join("dist/index.html"), page).unwrap();
            fs::write(folder.join("dist/locales/de.json"), "{}").unwrap();
            Self(folder)
        }

        fn write(&self) -> Result<()> {
            let (dist, site) = (self.0.join("dist"), self.0.join("site"));
            write(&dist, &site, "http://127.0.0.1:1")
        }

        fn read(&self, name: &str) -> String {
            fs::read_to_string(self.0.join(name)).unwrap()
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn the_page_names_the_stand_in_before_its_other_scripts() {
        // The page of the checkout: its form decides where the script goes.
        let page = include_str!("../../../index.html");
        let scratch = Scratch::with_page(page);
        scratch.write().unwrap();
        let written = scratch.read("site/index.html");
        let at = |text: &str| written.find(text).unwrap();
        assert!(at("#stand-in=http://127.0.0.1:1\"") < at("demo.js"));
        assert!(at("<head>") < at("#stand-in="));
        assert_eq!(scratch.read("site/locales/de.json"), "{}");
        assert_eq!(scratch.read("dist/index.html"), page);
    }

    #[test]
    fn a_page_without_a_head_is_an_error() {
        let scratch = Scratch::with_page("<p>Not the page</p>");
        let told = scratch.write().unwrap_err().to_string();
        assert!(told.contains("index.html"), "{told}");
    }
}
