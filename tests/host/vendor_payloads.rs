//! The payloads of the vendor SDK's callbacks: Chakra's records, and invalid data.

use chakra_connect::flow::vendor::{Callback, Finish, Hint, SIGNAL_LIMIT, VendorEvent};
use serde_json::{Value, json};

use crate::support::signal;
use crate::vendor_table::{Is, check, no_numbers};

#[test]
fn chakras_plugin_record() {
    check(
        Callback::Message,
        vec![
            (
                json!("plugin"),
                json!({ "auth": { "whatsappBusinessAccountsById": { "w": {} } } }),
                no_numbers(),
            ),
            (
                json!("plugin"),
                json!({ "_data": { "auth": { "whatsappBusinessAccountsById": { "w": {} } } } }),
                no_numbers(),
            ),
            (
                json!("plugin"),
                json!({ "serverConfig": { "enabledWhatsappPhoneNumbers": ["", "n1"] } }),
                no_numbers(),
            ),
            (
                Value::Null,
                json!({ "serverConfig": { "enabledWhatsappPhoneNumbers": ["n1"] } }),
                no_numbers(),
            ),
            // `auth: {}` means not connected.
            (json!("plugin"), json!({ "auth": {} }), Is::Unknown),
            (
                json!("plugin"),
                json!({ "auth": { "whatsappBusinessAccountsById": {} } }),
                Is::Unknown,
            ),
            (
                json!("plugin"),
                json!({ "auth": { "whatsappBusinessAccountsById": null } }),
                Is::Unknown,
            ),
            (
                json!("plugin"),
                json!({ "serverConfig": { "enabledWhatsappPhoneNumbers": [] } }),
                Is::Unknown,
            ),
            (
                json!("plugin"),
                json!({ "serverConfig": { "enabledWhatsappPhoneNumbers": ["", 5] } }),
                Is::Unknown,
            ),
        ],
    );
}

#[test]
fn success_payloads() {
    let full = json!({
        "pluginId": "p",
        "whatsappBusinessAccounts": [{ "id": "w" }],
        "whatsappPhoneNumbers": [
            { "whatsappPhoneNumberId": "n1", "displayPhoneNumber": "+1", "verifiedName": "A", "waba": "w" },
            { "whatsappPhoneNumberId": "n2", "displayPhoneNumber": "+2" },
        ],
    });
    check(
        Callback::Success,
        vec![
            (Value::Null, full.clone(), Is::Finished(vec!["n1", "n2"])),
            (
                Value::Null,
                json!({ "_data": full }),
                Is::Finished(vec!["n1", "n2"]),
            ),
            (
                Value::Null,
                json!({ "data": full }),
                Is::Finished(vec!["n1", "n2"]),
            ),
            (
                Value::Null,
                json!(full.to_string()),
                Is::Finished(vec!["n1", "n2"]),
            ),
            (
                Value::Null,
                json!({ "phoneNumbers": [{ "phoneNumberId": "n1" }] }),
                Is::Finished(vec!["n1"]),
            ),
            (
                Value::Null,
                json!({ "phoneNumbers": [{ "phone_number_id": "n1" }] }),
                Is::Finished(vec!["n1"]),
            ),
            (
                Value::Null,
                json!({ "phoneNumbers": [{ "id": "n1", "phoneNumber": "+1" }] }),
                Is::Finished(vec!["n1"]),
            ),
            (
                Value::Null,
                json!({ "phoneNumbers": [{ "id": "n1", "displayPhoneNumber": "+1" }] }),
                Is::Finished(vec!["n1"]),
            ),
            (
                Value::Null,
                json!({ "phoneNumbers": [{}, 5, null, { "phoneNumberId": "n1" }] }),
                Is::Finished(vec!["n1"]),
            ),
            (
                Value::Null,
                json!({ "phoneNumberId": "n1" }),
                Is::Finished(vec!["n1"]),
            ),
            (Value::Null, json!({ "id": "plugin-id" }), no_numbers()),
            (
                Value::Null,
                json!({ "wabas": [{ "wabaId": "w" }] }),
                no_numbers(),
            ),
            (Value::Null, json!({}), no_numbers()),
            (Value::Null, Value::Null, no_numbers()),
        ],
    );
    let hint = Hint::from(&signal(
        Callback::Success,
        &Value::Null,
        &json!({ "phoneNumbers": [{
        "phoneNumberId": "n1", "phoneNumber": "+1", "displayName": "Shop", "qualityRating": "GREEN", "messagingLimitTier": "TIER_1K",
    }] }),
    ));
    let Hint::Finished(finish) = hint else {
        panic!("{hint:?}")
    };
    assert_eq!(finish.numbers[0].display_phone_number, "+1");
    assert_eq!(finish.numbers[0].verified_name.as_deref(), Some("Shop"));
    assert_eq!(finish.numbers[0].quality_rating.as_deref(), Some("GREEN"));
    assert_eq!(
        finish.numbers[0].messaging_limit_tier.as_deref(),
        Some("TIER_1K")
    );
}

#[test]
fn ready_and_nonsense() {
    check(
        Callback::Ready,
        vec![
            (Value::Null, Value::Null, Is::Ready),
            (json!(1), json!("x"), Is::Ready),
        ],
    );
    check(
        Callback::Message,
        vec![
            (Value::Null, Value::Null, Is::Unknown),
            (json!(5), json!(5), Is::Unknown),
            (json!(["FINISH"]), json!({}), Is::Unknown),
            (json!({ "event": "FINISH" }), json!({}), Is::Unknown),
        ],
    );
    for (event, data) in [
        ("", ""),
        ("{", "}"),
        ("undefined", "undefined"),
        ("FINISH", "{}"),
    ] {
        let broken = VendorEvent {
            callback: Callback::Message,
            event: event.to_owned(),
            data: data.to_owned(),
        };
        assert!(
            matches!(Hint::from(&broken), Hint::Unknown { .. }),
            "{event} is no JSON"
        );
    }
}

#[test]
fn too_large_a_payload_is_not_read() {
    let name = "X".repeat(1_000);
    let hint = Hint::from(&signal(Callback::Message, &json!(name), &Value::Null));
    assert_eq!(hint.name().len(), 64);
    let large = json!({ "phoneNumbers": [{ "phoneNumberId": "x".repeat(SIGNAL_LIMIT) }] });
    assert_eq!(
        Hint::from(&signal(Callback::Success, &Value::Null, &large)),
        Hint::Finished(Finish::default())
    );
    let long = json!({ "message": "m".repeat(2_000) });
    let Hint::Failed {
        message: Some(message),
        ..
    } = Hint::from(&signal(Callback::Error, &Value::Null, &long))
    else {
        panic!("an error")
    };
    assert_eq!(message.len(), 500);
}
