//! The playground's own plugin among the stand-in's records, which other tenants may share.

use serde_json::Value;

/// The plugin with this id. Its client reference does not identify it: the examples' apps also call their tenant `demo`.
#[must_use]
pub fn plugin_in<'a>(records: &'a Value, id: &str) -> Option<&'a Value> {
    plugins(records).find(|plugin| plugin["id"] == *id)
}

/// The ids of a plugin's numbers.
#[must_use]
pub fn numbers_in(records: &Value, plugin_id: &str) -> Vec<String> {
    let numbers = records["phoneNumbers"].as_array();
    let of_plugin = numbers
        .into_iter()
        .flatten()
        .filter(|it| it["pluginId"] == *plugin_id);
    of_plugin
        .filter_map(|number| number["id"].as_str())
        .map(str::to_owned)
        .collect()
}

/// What the controls change, if a backend has made a plugin for another tenant too. `own` is the id of the playground's
/// plugin, if known.
#[must_use]
pub fn scope(records: &Value, own: Option<&str>) -> Option<String> {
    let tenants: Vec<_> = plugins(records)
        .filter_map(|plugin| Some((plugin["id"].as_str()?, tenant(plugin)?)))
        .collect();
    let is_own = |id: &str| own == Some(id);
    // If unknown, one of them may be the playground's.
    let is_alone = match own {
        Some(_) => tenants.iter().all(|(id, _)| is_own(id)),
        None => tenants.len() < 2,
    };
    if is_alone {
        return None;
    }
    let whose = tenants.iter().find(|(id, _)| is_own(id));
    let whose = whose.map_or_else(String::new, |(_, tenant)| format!(", of {tenant}"));
    let mut others: Vec<_> = tenants
        .iter()
        .filter(|(id, _)| !is_own(id))
        .map(|(_, tenant)| tenant.as_str())
        .collect();
    others.sort_unstable();
    others.dedup();
    let reach = match own {
        Some(_) => "also apply to",
        None => "apply to all of",
    };
    Some(format!(
        "A connection state changes only the playground's own plugin{whose}. Failures and signup outcomes {reach}: {}.",
        others.join(", ")
    ))
}

fn plugins(records: &Value) -> impl Iterator<Item = &Value> {
    records["plugins"].as_array().into_iter().flatten()
}

/// The tenant for which a backend made the plugin, with its name if it differs; none for the stand-in's own customer.
fn tenant(plugin: &Value) -> Option<String> {
    let reference = plugin["clientReferenceId"].as_str()?;
    let name = plugin["clientName"].as_str();
    Some(match name.filter(|name| *name != reference) {
        Some(name) => format!("{reference} ({name})"),
        None => reference.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standin::scene::Step;
    use serde_json::json;

    /// The records of a stand-in that the playground shares with an example's app, whose tenant has the same id.
    fn shared() -> Value {
        json!({
            "plugins": [
                {"id": "a", "clientReferenceId": "demo", "clientName": "demo"},
                {"id": "b", "clientReferenceId": null, "clientName": null},
                {"id": "c", "clientReferenceId": "demo", "clientName": "Demo company"},
            ],
            "phoneNumbers": [
                {"id": "1", "pluginId": "a"},
                {"id": "2", "pluginId": "b"},
                {"id": "3", "pluginId": "c"},
            ],
        })
    }

    #[test]
    fn only_the_playgrounds_plugin_and_numbers_are_changed() {
        let records = shared();
        let plugin = plugin_in(&records, "c").unwrap();
        assert_eq!(plugin["clientName"], "Demo company");
        let numbers = numbers_in(&records, "c");
        assert_eq!(numbers, ["3"]);
        let calls = Step::Health("BLOCKED", 1, "wrong", "right").calls("c", &numbers);
        assert_eq!(calls.len(), 1);
        assert_eq!(calls[0].0, "number");
        assert_eq!(calls[0].1["phoneNumberId"], "3");
        assert_eq!(calls[0].1["errorCode"], 1);
        let calls = Step::SignUp("finish").calls("c", &numbers);
        assert_eq!(calls[0].1["pluginId"], "c");
    }

    #[test]
    fn a_plugin_that_the_stand_in_does_not_have_is_not_replaced_by_another() {
        assert_eq!(plugin_in(&shared(), "d"), None);
        assert_eq!(plugin_in(&Value::Null, "d"), None);
    }

    #[test]
    fn the_changed_plugin_is_named_where_there_are_several() {
        let text = scope(&shared(), Some("c")).unwrap();
        assert!(
            text.contains("own plugin, of demo (Demo company)."),
            "{text}"
        );
        assert!(text.ends_with("also apply to: demo."), "{text}");
        let text = scope(&shared(), None).unwrap();
        assert!(
            text.ends_with("apply to all of: demo, demo (Demo company)."),
            "{text}"
        );
    }

    #[test]
    fn a_tenant_alone_needs_no_words() {
        let records = json!({"plugins": [
            {"id": "b", "clientReferenceId": null},
            {"id": "c", "clientReferenceId": "demo"},
        ]});
        assert_eq!(scope(&records, Some("c")), None);
        assert_eq!(scope(&records, None), None);
    }
}
