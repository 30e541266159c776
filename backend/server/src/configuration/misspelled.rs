//! Variables that are set and not read, though one is meant: a setting that is silently missing.

use super::table::{SETTINGS, Value, path_of, variable};

/// Each such name among those that are set, and the one that is meant. Names that resemble none are somebody else's.
pub fn misspelled(set: impl IntoIterator<Item = String>) -> Vec<(String, String)> {
    let known: Vec<_> = SETTINGS
        .iter()
        .flat_map(|setting| {
            let file = (setting.value == Value::Secret).then(|| variable(&path_of(setting.name)));
            [Some(setting.variable()), file]
        })
        .flatten()
        .chain(["CHAKRA_CONFIG".to_owned()])
        .collect();
    let meant = |name: &String| {
        let is_ours = name.starts_with("CHAKRA_") && !known.contains(name);
        let near = known
            .iter()
            .find(|known| is_ours && strsim::damerau_levenshtein(known, name) <= 2);
        near.cloned()
    };
    set.into_iter()
        .filter_map(|name| Some((name.clone(), meant(&name)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_resembles_a_setting_is_told() {
        let set = [
            "CHAKRA_ALLOW_ORIGINS",
            "CHAKRA_API_KEY",
            "CHAKRA_API_KEY_FILE",
            "CHAKRA_SERVICE_HOST",
            "PATH",
        ];
        let told = misspelled(set.map(str::to_owned));
        let pair = ("CHAKRA_ALLOW_ORIGINS", "CHAKRA_ALLOW_ORIGIN");
        assert_eq!(told, [(pair.0.to_owned(), pair.1.to_owned())]);
    }
}
