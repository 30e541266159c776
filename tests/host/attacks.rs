//! Attacks through outside data: addresses that run code, and misleading texts.

use chakra_connect::card::{Card, Surroundings};
use chakra_connect::contract::{ATTRIBUTES, ConnectionState};
use chakra_connect::flow::config::{Config, Functions};
use chakra_connect::flow::error::{Code, Failure};
use chakra_connect::flow::snapshot::Snapshot;
use chakra_connect::flow::status::Report;
use chakra_connect::flow::time::Millis;
use chakra_connect::flow::token::CachedToken;
use chakra_connect::flow::vendor::{Callback, Hint};
use chakra_connect::flow::{State, address};
use chakra_connect::text::{Catalogue, Locale, Localizer, PlainEnglish};
use serde_json::{Value, json};

use crate::support::replies::ok;
use crate::support::{Sim, config, jwt, signal};

/// Every form in which browsers accept an address of one of these schemes: with any capitals, after spaces and control
/// characters, and with line breaks and tabs inside.
fn addresses_that_run_code() -> Vec<String> {
    let mut all = Vec::new();
    for address in [
        "javascript:alert(1)",
        "javascript://host/%0aalert(1)",
        "data:text/javascript,alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "blob:https://example.com/1",
        "vbscript:msgbox(1)",
        "view-source:https://example.com",
        "filesystem:https://example.com/temporary/x",
        "file:///etc/passwd",
    ] {
        let (scheme, rest) = address.split_once(':').unwrap();
        let (head, tail) = scheme.split_at(4);
        all.push(address.to_owned());
        all.push(format!("{}:{rest}", scheme.to_uppercase()));
        for within in ["\n", "\r", "\t", "\r\n\t"] {
            all.push(format!("{head}{within}{tail}:{rest}"));
            all.push(format!("{scheme}{within}:{rest}"));
        }
        // Browsers strip all characters up to a space from both ends.
        for before in (0_u8..=0x20).map(char::from) {
            all.push(format!("{before}{address}"));
            all.push(format!("{before}{before}{address}{before}"));
        }
    }
    all
}

fn is_request_address(name: &str) -> bool {
    name == "backend"
        || (name.ends_with("-url") && !["sdk-url", "locales-url", "fallback-url"].contains(&name))
}

/// The exceptions: `sdk-url` names a script of the page's own, `locales-url` is read as texts, and `fallback-url` is
/// checked by the browser's own parser (`tests/browser/surroundings.rs`).
#[test]
fn no_call_goes_to_an_address_that_runs_code() {
    let names = ATTRIBUTES.iter().map(|attribute| attribute.name);
    let names: Vec<_> = names.filter(|name| is_request_address(name)).collect();
    assert_eq!(names.len(), 5, "{names:?}");
    for address in addresses_that_run_code() {
        assert!(!address::is_usable(&address), "{address:?}");
        for name in &names {
            let get = |asked: &str| {
                let given = (asked == *name).then(|| address.clone());
                given.or_else(|| (asked == "token-url").then(|| "/token".to_owned()))
            };
            let (config, warnings) = Config::read(get, Functions::default());
            assert_eq!(
                config.check(),
                Err(Code::ConfigBadAddress),
                "{name} {address:?}"
            );
            assert_eq!(warnings.len(), 1, "{name} {address:?}");
        }
    }
}

fn token_with(sdk_url: &str) -> Result<CachedToken, Code> {
    let payload = json!({ "connectToken": jwt::living(3600.0), "sdkUrl": sdk_url });
    CachedToken::from_payload(&payload, Millis(0), None)
}

/// Such a script would run in the page.
#[test]
fn a_response_cannot_name_a_script_that_is_not_from_the_network() {
    for address in addresses_that_run_code() {
        assert_eq!(
            token_with(&address).err(),
            Some(Code::BackendMalformed),
            "{address:?}"
        );
    }
    let with_password = token_with("https://name:secret@embed.example/sdk.js");
    assert_eq!(with_password.err(), Some(Code::BackendMalformed));
    let usual = token_with("https://embed.example/sdk.js").unwrap();
    assert_eq!(
        usual.sdk_url.as_deref(),
        Some("https://embed.example/sdk.js")
    );
    assert_eq!(token_with("").unwrap().sdk_url, None);
}

#[test]
fn a_forbidden_script_in_a_response_is_reported_and_not_loaded() {
    let mut sim = Sim::start(config());
    sim.expect_status_fetch();
    sim.reply(crate::support::replies::not_connected());
    sim.expect_token_fetch();
    let named =
        json!({ "connectToken": jwt::living(60.0), "sdkUrl": "data:text/javascript,alert(1)" });
    sim.reply(ok(&named));
    sim.expect_failed(Code::BackendMalformed);
}

/// Characters that change the direction of the text around them, and other invisible ones.
const HIDDEN: [char; 14] = [
    '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}',
    '\u{2069}', '\0', '\u{7}', '\u{1b}', '\u{7f}', '\u{9b}',
];

fn hidden_in(text: &str) -> bool {
    text.contains(HIDDEN)
}

/// A payload with this text in every text field.
fn status_of(text: &str, state: &str) -> Value {
    let issue = json!({ "code": text, "message": text, "solution": text });
    json!({
        "state": state, "reason": text, "pluginId": text, "connectedSince": text,
        "numbers": [{
            "phoneNumberId": text, "displayPhoneNumber": text, "verifiedName": text,
            "qualityRating": text, "messagingLimitTier": text, "issues": [issue],
        }],
    })
}

/// Everything that the card shows, as given to the view.
fn shown(shown: &Snapshot) -> String {
    let voice = Localizer {
        locale: Locale::ENGLISH,
        catalogue: &Catalogue::default(),
        intl: &PlainEnglish,
    };
    let card = Card::of(shown, None, &Surroundings::default(), &voice);
    texts(&card.into_tree("H2"))
}

fn texts(children: &[Option<chakra_connect::card::Node>]) -> String {
    let of = |node: &chakra_connect::card::Node| {
        [node.text.clone().unwrap_or_default(), texts(&node.children)].join("\n")
    };
    children
        .iter()
        .flatten()
        .map(of)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn no_text_of_the_backend_or_the_vendor_can_mislead() {
    let spoof: String = HIDDEN
        .iter()
        .flat_map(|hidden| ['m', *hidden, 'n'])
        .collect();
    for state in ConnectionState::ALL.map(ConnectionState::as_str) {
        let report = Report::from_payload(&status_of(&spoof, state)).unwrap();
        let snapshot = Snapshot {
            report: Some(report.clone()),
            offers_choice: true,
            ..Snapshot::default()
        };
        assert!(!hidden_in(&format!("{report:?}")), "{state}: {report:?}");
        assert!(!hidden_in(&shown(&snapshot)), "{state}");
    }
    let error = json!({ "error_code": spoof, "error_message": spoof });
    let Hint::Failed { code, message } = Hint::from(&signal(Callback::Error, &Value::Null, &error))
    else {
        panic!("an error")
    };
    let failure = Failure {
        vendor_code: code,
        vendor_message: message,
        ..Failure::new(Code::VendorError)
    };
    let snapshot = Snapshot {
        failure: Some(failure.clone()),
        ..Snapshot::default()
    };
    let text = shown(&snapshot);
    assert!(text.contains("mn"), "it is shown: {text}");
    assert!(
        !hidden_in(&text) && !hidden_in(&format!("{failure:?}")),
        "{text:?}"
    );
}

#[test]
fn names_of_every_script_stay_as_they_are() {
    for name in [
        "متجر الورد",
        "חנות פרחים",
        "Café\u{301} ☕\u{fe0f}",
        "a\u{200f}b",
        "👩\u{200d}🍳",
    ] {
        let report = Report::from_payload(&status_of(name, "connected")).unwrap();
        assert_eq!(report.numbers[0].verified_name.as_deref(), Some(name));
    }
    let report = Report::from_payload(&status_of("two\r\nlines", "connected")).unwrap();
    assert_eq!(report.reason.as_deref(), Some("two  lines"));
    let report = Report::from_payload(&status_of("\u{202e}\u{1b}", "connected")).unwrap();
    assert_eq!(report.reason, None, "nothing is left of it");
}

/// Names of JavaScript's built-in properties are not fields of a response.
#[test]
fn names_of_prototype_properties_are_ordinary_fields() {
    for name in [
        "__proto__",
        "constructor",
        "prototype",
        "toString",
        "hasOwnProperty",
    ] {
        let hostile = json!({ name: { "state": "connected", "connected": true, "connectToken": jwt::living(60.0) } });
        assert_eq!(
            Report::from_payload(&hostile),
            Err(Code::BackendMalformed),
            "{name}"
        );
        assert_eq!(
            CachedToken::from_payload(&hostile, Millis(0), None),
            Err(Code::TokenMissing),
            "{name}"
        );
        for callback in [Callback::Message, Callback::Error] {
            let hint = Hint::from(&signal(callback, &json!(name), &hostile));
            assert!(!matches!(hint, Hint::Finished(_)), "{name} {hint:?}");
        }
    }
}

/// The card consists of elements that it names itself, with texts in them. No element comes from a response, and the
/// only attributes with a response's text are our own.
#[test]
fn code_in_every_field_is_text() {
    let code = "<img src=x onerror=alert(1)><script>alert(1)</script>";
    for state in ConnectionState::ALL.map(ConnectionState::as_str) {
        let report = Report::from_payload(&status_of(code, state)).unwrap();
        let snapshot = Snapshot {
            report: Some(report),
            offers_choice: true,
            ..Snapshot::default()
        };
        let voice = Localizer {
            locale: Locale::ENGLISH,
            catalogue: &Catalogue::default(),
            intl: &PlainEnglish,
        };
        for snapshot in [
            Snapshot {
                state: State::ChooseNumber,
                ..snapshot.clone()
            },
            Snapshot {
                state: State::ActionNeeded,
                ..snapshot.clone()
            },
            Snapshot {
                state: State::Connected,
                ..snapshot
            },
        ] {
            let tree = Card::of(&snapshot, None, &Surroundings::default(), &voice).into_tree("H2");
            assert!(
                texts(&tree).contains(code),
                "{state}: the text is shown unchanged"
            );
            for node in nodes(&tree) {
                assert!(
                    !["IMG", "SCRIPT", "IFRAME", "A"].contains(&node.tag),
                    "{state}: {node:?}"
                );
                let (name, value) = &node.attribute;
                let value = value.as_deref().unwrap_or_default();
                assert!(
                    !name.starts_with("on") && !value.contains('<'),
                    "{state}: {node:?}"
                );
            }
        }
    }
}

fn nodes(children: &[Option<chakra_connect::card::Node>]) -> Vec<&chakra_connect::card::Node> {
    let mut all = Vec::new();
    for node in children.iter().flatten() {
        all.push(node);
        all.extend(nodes(&node.children));
    }
    all
}
