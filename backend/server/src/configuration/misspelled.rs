//! Variables that are set but never read, because their name is probably misspelled: otherwise the setting would be
//! missing silently.

use super::table::{SETTINGS, Value, path_of, variable};

/// Each such name among those that are set, with the intended one. Names that resemble none belong to others.
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
    fn a_name_that_resembles_a_setting_is_reported() {
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
