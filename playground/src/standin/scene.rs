//! Scenes that the stand-in can play, and the calls that set them up.

use serde_json::{Value, json};

/// A state of the world behind the partner's backend.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    /// Its name in the page.
    pub name: &'static str,
    /// The text for people.
    pub label: &'static str,
    /// The state that the widget then shows.
    pub shows: &'static str,
    /// The steps that set it up.
    pub steps: &'static [Step],
    /// Whether the page must be reloaded: the vendor's script loads once per page.
    pub reloads: bool,
}

/// One thing that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A signup ends with this outcome.
    SignUp(&'static str),
    /// Removes the connection in Chakra's dashboard.
    SignOff,
    /// The connection is switched off in Chakra's dashboard.
    SwitchOff,
    /// The records of its numbers change: whether they can send, and Meta's code and text.
    Health(&'static str, u32, &'static str, &'static str),
    /// Meta gives the number this rating.
    Quality(&'static str),
    /// These endpoints answer with a status, a `Retry-After`, and a body that is not JSON.
    Fail(
        &'static [&'static str],
        u16,
        Option<&'static str>,
        Option<&'static str>,
    ),
    /// These endpoints take this many milliseconds.
    Slow(&'static [&'static str], u64),
}

use Step::{Fail, Health, Quality, SignOff, SignUp, Slow, SwitchOff};

/// The backend's calls to Chakra.
const API: &[&str] = &["get-plugin", "create-connect-token"];
/// Every endpoint that a scene may break.
const SPOILED: &[&str] = &["get-plugin", "create-connect-token", "sdk", "frame"];
const BLOCKED: &str = "BLOCKED";

const fn scene(
    name: &'static str,
    label: &'static str,
    shows: &'static str,
    steps: &'static [Step],
) -> Scene {
    Scene {
        name,
        label,
        shows,
        steps,
        reloads: false,
    }
}

/// Scenes with and without a connection.
pub const CONNECTIONS: &[Scene] = &[
    scene("nothing", "Nothing", "not_connected", &[SignOff]),
    scene("connected", "A number", "connected", &[SignUp("finish")]),
    scene(
        "low_quality",
        "A number of low quality",
        "connected",
        &[SignUp("finish"), Quality("RED")],
    ),
    scene(
        "limited",
        "A number with a low messaging limit",
        "connected",
        &[
            SignUp("finish"),
            Health(
                "LIMITED",
                2_388_098,
                "The business is not verified.",
                "Verify the business with Meta.",
            ),
        ],
    ),
    scene(
        "no_payment",
        "Blocked: no payment method",
        "action_needed",
        &[
            SignUp("finish"),
            Health(
                BLOCKED,
                141_006,
                "There is a problem with the payment method of this account.",
                "Add a payment method to the WhatsApp Business account.",
            ),
        ],
    ),
    scene(
        "restricted",
        "Blocked: account restricted",
        "action_needed",
        &[
            SignUp("finish"),
            Health(
                BLOCKED,
                2_655_089,
                "The WhatsApp Business account is restricted.",
                "Open the account in Meta Business Suite and request a review.",
            ),
        ],
    ),
    scene(
        "in_review",
        "A number in review",
        "in_review",
        &[SignUp("in_review")],
    ),
    scene(
        "without_number",
        "An account without a number",
        "connected_without_number",
        &[SignUp("finish_only_waba")],
    ),
    scene(
        "several",
        "Two numbers, none chosen",
        "choose_number",
        &[SignUp("several_numbers")],
    ),
    scene(
        "switched_off",
        "A number that was switched off",
        "reconnect_needed",
        &[SignUp("finish"), SwitchOff],
    ),
];

/// Failures behind the backend, or of the vendor's script.
pub const FAILURES: &[Scene] = &[
    scene(
        "unavailable",
        "Chakra is down (503)",
        "unavailable",
        &[Fail(API, 503, None, None)],
    ),
    scene(
        "refused",
        "Chakra refuses the key (401)",
        "unavailable",
        &[Fail(API, 401, None, None)],
    ),
    scene(
        "rate_limited",
        "Chakra limits requests (429)",
        "unavailable",
        &[Fail(API, 429, Some("5"), None)],
    ),
    scene(
        "not_json",
        "Chakra answers with HTML",
        "unavailable",
        &[Fail(API, 200, None, Some("<!doctype html><p>Login</p>"))],
    ),
    scene(
        "slow",
        "Chakra takes 5 s to answer",
        "loading",
        &[Slow(API, 5000)],
    ),
    Scene {
        reloads: true,
        ..scene(
            "sdk_blocked",
            "Chakra's script is missing",
            "unavailable",
            &[SignOff, Fail(&["sdk"], 503, None, None)],
        )
    },
    Scene {
        reloads: true,
        ..scene(
            "frame_slow",
            "Chakra's frame takes 8 s",
            "not_connected",
            &[SignOff, Slow(&["frame"], 8000)],
        )
    },
];

/// A call of the stand-in: its path below `/_sandbox/`, and the body.
pub type Call = (&'static str, Value);

/// The call that undoes whatever an earlier scene broke.
#[must_use]
pub fn healing() -> Call {
    let each = |value: Value| -> Value {
        let pairs = SPOILED
            .iter()
            .map(|name| ((*name).to_owned(), value.clone()));
        pairs.collect::<serde_json::Map<_, _>>().into()
    };
    let settings = json!({"failures": each(Value::Null), "latencyMs": each(json!(0))});
    ("settings", settings)
}

impl Step {
    /// The calls for the plugin with this id and the numbers with these ids.
    #[must_use]
    pub fn calls(self, id: &str, numbers: &[String]) -> Vec<Call> {
        match self {
            SignUp(outcome) => vec![("signup", json!({"pluginId": id, "outcome": outcome}))],
            SignOff => vec![("plugin", json!({"pluginId": id, "signedOff": true}))],
            SwitchOff => vec![("plugin", json!({"pluginId": id, "isActive": false}))],
            Health(health, code, description, solution) => each_number(
                numbers,
                &json!({
                    "health": health,
                    "errorCode": code,
                    "errorDescription": description,
                    "possibleSolution": solution,
                }),
            ),
            Quality(score) => each_number(numbers, &json!({"qualityScore": score})),
            Fail(endpoints, status, retry_after, body) => {
                let failure = json!({
                    "status": status,
                    "retryAfter": retry_after,
                    "body": body,
                    "contentType": body.map(|_| "text/html"),
                });
                vec![(
                    "settings",
                    json!({"failures": by_name(endpoints, &failure)}),
                )]
            }
            Slow(endpoints, milliseconds) => {
                let latency = by_name(endpoints, &json!(milliseconds));
                vec![("settings", json!({"latencyMs": latency}))]
            }
        }
    }
}

fn by_name(endpoints: &[&str], value: &Value) -> Value {
    let pairs = endpoints
        .iter()
        .map(|name| ((*name).to_owned(), value.clone()));
    pairs.collect::<serde_json::Map<_, _>>().into()
}

fn each_number(numbers: &[String], change: &Value) -> Vec<Call> {
    let call = |id: &String| {
        let mut body = change.clone();
        body["phoneNumberId"] = json!(id);
        ("number", body)
    };
    numbers.iter().map(call).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standin::outcome::OUTCOMES;
    use chakra_connect::flow::State;

    fn all() -> impl Iterator<Item = &'static Scene> {
        CONNECTIONS.iter().chain(FAILURES)
    }

    #[test]
    fn names_are_unique_and_states_are_known() {
        let mut names: Vec<_> = all().map(|scene| scene.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CONNECTIONS.len() + FAILURES.len());
        for scene in all() {
            let known = State::ALL.iter().any(|state| state.as_str() == scene.shows);
            assert!(known, "{}", scene.shows);
        }
    }

    #[test]
    fn signups_end_with_known_outcomes_and_healing_undoes_all_failures() {
        let (_, healed) = healing();
        for step in all().flat_map(|scene| scene.steps) {
            match step {
                SignUp(name) => assert!(OUTCOMES.iter().any(|it| it.name == *name), "{name}"),
                Fail(endpoints, ..) => endpoints.iter().for_each(|name| {
                    assert!(healed["failures"].get(*name).is_some(), "{name}");
                }),
                Slow(endpoints, _) => endpoints
                    .iter()
                    .for_each(|name| assert_eq!(healed["latencyMs"][*name], 0)),
                SignOff | SwitchOff | Health(..) | Quality(_) => {}
            }
        }
    }
}
