//! PURE: the state that a tenant's widgets have to show, derived from the stand-in's records alone, independently of
//! the backend's own logic.

use serde_json::Value;

/// The plugin bound to a tenant in the backend's store, and the tenant's choice among several numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bound {
    /// The plugin's id.
    pub plugin_id: String,
    /// The chosen number, and the numbers offered at that time.
    pub choice: Option<(String, Vec<String>)>,
}

/// The state according to the stand-in's records (`Sandbox::records`).
#[must_use]
pub fn true_state(records: &Value, bound: Option<&Bound>) -> &'static str {
    let plugins = records["plugins"].as_array().into_iter().flatten();
    let found = bound.and_then(|bound| {
        let plugin = plugins.clone().find(|it| it["id"] == *bound.plugin_id);
        plugin.map(|plugin| (plugin, bound))
    });
    let Some((plugin, bound)) = found else {
        return "not_connected";
    };
    let accounts = &plugin["auth"]["whatsappBusinessAccountsById"];
    if accounts.as_object().is_none_or(serde_json::Map::is_empty) {
        return "not_connected";
    }
    if plugin["isActive"] != true {
        return "reconnect_needed";
    }
    let listed = plugin["serverConfig"]["enabledWhatsappPhoneNumbers"].as_array();
    let listed = listed.into_iter().flatten().filter_map(Value::as_str);
    let mut numbers: Vec<_> = listed.collect();
    if let Some((chosen, among)) = &bound.choice
        && numbers.contains(&chosen.as_str())
        && numbers
            .iter()
            .all(|it| among.iter().any(|known| known == it))
    {
        numbers = vec![chosen];
    }
    match numbers.as_slice() {
        [] => "connected_without_number",
        [number] => of_number(records, number),
        _ => "choose_number",
    }
}

fn of_number(records: &Value, id: &str) -> &'static str {
    let numbers = records["phoneNumbers"].as_array().into_iter().flatten();
    let Some(record) = numbers.clone().find(|it| it["id"] == id) else {
        return "connected";
    };
    let entities = record["healthStatus"]["entities"].as_array();
    let is_blocked = entities
        .into_iter()
        .flatten()
        .any(|it| it["can_send_message"] == "BLOCKED");
    if is_blocked {
        "action_needed"
    } else if record["nameStatus"] == "PENDING_REVIEW" {
        "in_review"
    } else {
        "connected"
    }
}

#[cfg(test)]
mod tests {
    use chakra_sandbox::{NumberChange, Outcome, PluginChange, Sendability};

    use super::*;

    #[tokio::test]
    async fn each_end_of_a_signup_and_each_change_has_its_state() {
        let sandbox = crate::rig::sandbox().await;
        let records = sandbox.records();
        let plugin = records["plugins"][0]["id"]
            .as_str()
            .expect("a plugin")
            .to_owned();
        let mut bound = Bound {
            plugin_id: plugin.clone(),
            choice: None,
        };
        assert_eq!(true_state(&records, None), "not_connected");
        for (outcome, state) in [
            (Outcome::InReview, "in_review"),
            (Outcome::FinishOnlyWaba, "connected_without_number"),
            (Outcome::SeveralNumbers, "choose_number"),
        ] {
            sandbox.end_signup(&plugin, outcome).expect("it ends");
            let found = true_state(&sandbox.records(), Some(&bound));
            assert_eq!(found, state, "{outcome:?}");
        }
        let records = sandbox.records();
        let several = records["plugins"][0]["serverConfig"]["enabledWhatsappPhoneNumbers"].clone();
        let several: Vec<String> = serde_json::from_value(several).expect("numbers");
        bound.choice = Some((several[1].clone(), several));
        assert_eq!(true_state(&records, Some(&bound)), "connected");
        // Another signup requires a new choice.
        sandbox
            .end_signup(&plugin, Outcome::Finish)
            .expect("it ends");
        let records = sandbox.records();
        assert_eq!(true_state(&records, Some(&bound)), "connected");
        let number =
            records["plugins"][0]["serverConfig"]["enabledWhatsappPhoneNumbers"][0].clone();
        let blocked = NumberChange {
            health: Some(Sendability::Blocked),
            ..NumberChange::default()
        };
        let number = number.as_str().expect("a number");
        sandbox
            .change_number(number, blocked)
            .expect("the number exists");
        assert_eq!(
            true_state(&sandbox.records(), Some(&bound)),
            "action_needed"
        );
        for (change, state) in [
            (
                PluginChange {
                    is_active: Some(false),
                    ..PluginChange::default()
                },
                "reconnect_needed",
            ),
            (
                PluginChange {
                    signed_off: true,
                    ..PluginChange::default()
                },
                "not_connected",
            ),
        ] {
            sandbox
                .change_plugin(&plugin, &change)
                .expect("the plugin exists");
            assert_eq!(true_state(&sandbox.records(), Some(&bound)), state);
        }
    }
}
