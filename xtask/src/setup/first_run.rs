//! Announces the long steps of a first run: what is compiled and where, the time it takes, and the disk space it needs.

use std::path::Path;

use super::cargo_tool::CargoTool;
use crate::places::Places;

/// Announces the tools that will be compiled.
pub(crate) fn announce(places: &Places, tools: &[&CargoTool<'_>]) {
    let missing = tools.iter().filter(|tool| tool.find(places).is_none());
    let missing: Vec<_> = missing.map(|tool| tool.title()).collect();
    if let Some(announcement) = announcement(&missing, &places.cache) {
        eprintln!("{announcement}");
    }
}

/// None if nothing is missing.
fn announcement(missing: &[String], cache: &Path) -> Option<String> {
    if missing.is_empty() {
        return None;
    }
    Some(format!(
        "This is a first run: it compiles {}, once for all checkouts, in {}. Two tools and the widget take 15–20 minutes \
         on two cores, and about 2 GB of disk. If you stop it, the next run goes on from there.",
        missing.join(" and "),
        cache.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_run_says_what_it_compiles_where_and_how_long() {
        let cache = Path::new("/cache/chakra-connect");
        assert_eq!(announcement(&[], cache), None);
        let told = announcement(&["trunk 1.2.3".to_owned(), "other 4.5.6".to_owned()], cache);
        let told = told.unwrap();
        for part in [
            "trunk 1.2.3 and other 4.5.6",
            "/cache/chakra-connect",
            "minutes",
            "GB",
            "goes on",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
    }
}
