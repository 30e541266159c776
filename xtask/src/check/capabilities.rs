//! The capabilities that wasm-bindgen's runner requests: `webdriver.json`, with the browser that set-up found.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::{Map, Value};

use crate::places::Places;

/// The variable in which the runner looks for the file.
pub(super) const VARIABLE: &str = "WASM_BINDGEN_TEST_WEBDRIVER_JSON";
const OPTIONS: &str = "goog:chromeOptions";

/// Writes the file. Without a named browser, a driver starts any version from the places it knows.
pub(super) fn write(places: &Places, chromium: &Path) -> Result<PathBuf> {
    let original = places.root.join("webdriver.json");
    let text = fs::read_to_string(&original)
        .with_context(|| format!("{} cannot be read", original.display()))?;
    let with_browser = with_browser(&text, chromium)
        .with_context(|| format!("{} is not as expected", original.display()))?;
    let file = places.target.join("webdriver.json");
    fs::write(&file, with_browser)
        .with_context(|| format!("{} cannot be written", file.display()))?;
    Ok(file)
}

fn with_browser(text: &str, chromium: &Path) -> Result<String> {
    let mut capabilities: Map<String, Value> = serde_json::from_str(text)?;
    let options = capabilities.get_mut(OPTIONS).and_then(Value::as_object_mut);
    options
        .with_context(|| format!("there are no {OPTIONS}"))?
        .insert(
            "binary".to_owned(),
            chromium.to_string_lossy().into_owned().into(),
        );
    Ok(serde_json::to_string(&capabilities)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_is_added_to_the_flags() {
        let text = r#"{ "goog:chromeOptions": { "args": ["--headless"] } }"#;
        let written = with_browser(text, Path::new("/some/chromium")).unwrap();
        let written: Value = serde_json::from_str(&written).unwrap();
        assert_eq!(written[OPTIONS]["binary"], "/some/chromium");
        assert_eq!(written[OPTIONS]["args"][0], "--headless");
        assert!(with_browser("{}", Path::new("/some/chromium")).is_err());
    }
}
