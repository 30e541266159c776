//! Answers of Chakra's that the stand-in never gives, since their schema is not published: what is
//! absent, of another type, or in another envelope.

use serde_json::{Value, json};

/// The only number that these plugins have, if they have one.
pub(crate) const NUMBER: &str = "n1";

/// A plugin with an account and that number.
pub(crate) fn plugin(id: &str) -> Value {
    json!({
        "id": id,
        "auth": { "whatsappBusinessAccountsById": { "1": {} } },
        "serverConfig": { "enabledWhatsappPhoneNumbers": [NUMBER] },
    })
}

/// In the place of a plugin.
pub(crate) fn plugins(id: &str) -> Vec<Value> {
    let account = json!({ "whatsappBusinessAccountsById": { "1": {} } });
    let numbers = |ids: Value| json!({ "enabledWhatsappPhoneNumbers": ids });
    let records = [
        json!({}),
        json!({ "auth": {}, "serverConfig": {} }),
        json!({ "auth": null, "serverConfig": numbers(json!(["", null, 7])) }),
        json!({ "auth": account, "serverConfig": numbers(json!([" n1 ", "n1", ""])) }),
        json!({ "auth": account, "serverConfig": numbers(json!("n1")) }),
        json!({ "serverConfig": account }),
        json!({ "auth": { "whatsappBusinessAccountsById": { "": {} } } }),
        json!({ "auth": account }),
        json!({ "isActive": false, "auth": {} }),
        json!({ "isActive": false, "auth": account, "serverConfig": numbers(json!(["n1"])) }),
        json!({ "isActive": null, "serverConfig": numbers(json!(["n1"])) }),
        json!({ "id": "another", "auth": account }),
    ];
    let mut answers = vec![
        json!(null),
        json!([]),
        json!({ "_data": null }),
        json!({ "_data": "words" }),
        json!({ "_errors": [] }),
        json!({ "_data": plugin(id), "_errors": ["no"] }),
        json!({ "_data": plugin(id), "_errors": "no" }),
        json!({ "_data": plugin(id), "message": "plugin not found" }),
    ];
    for record in records {
        let mut named = json!({ "id": id });
        let fields = record.as_object().unwrap().clone();
        named.as_object_mut().unwrap().extend(fields);
        answers.extend([json!({ "_data": named, "_errors": [] }), named]);
    }
    answers
}

/// In the place of a number.
pub(crate) fn numbers() -> Vec<Value> {
    let health = |entities: Value| json!({ "healthStatus": { "entities": entities } });
    let blocked = |errors: Value| {
        let mut record = health(json!([
            null,
            { "can_send_message": "AVAILABLE", "errors": [{ "error_description": "old" }] },
            { "can_send_message": "LIMITED" },
            { "can_send_message": "BLOCKED", "errors": errors },
        ]));
        record["nameStatus"] = json!("PENDING_REVIEW");
        record
    };
    let records = [
        json!({}),
        json!({ "displayPhoneNumber": " ", "displayName": " B ", "qualityRating": "RED" }),
        json!({ "verifiedName": "A", "displayName": "B", "qualityScore": { "score": 7 } }),
        json!({ "phoneNumberId": "another", "messagingLimitTier": null }),
        json!({ "id": "another", "whatsappPhoneNumberId": NUMBER }),
        json!({ "id": 7, "status": "CONNECTED" }),
        json!({ "id": NUMBER, "pluginId": "another" }),
        json!({ "status": "BANNED", "chakraStatus": "DISCONNECTED" }),
        json!({ "status": "disconnected", "chakraStatus": "Disconnected" }),
        json!({ "status": "RATE LIMITED", "nameStatus": "PENDING_REVIEW" }),
        json!({ "status": "half-open", "nameStatus": "odd", "chakraStatus": 7 }),
        json!({ "status": "VERIFIED", "nameStatus": "Declined" }),
        json!({ "nameStatus": "AVAILABLE_WITHOUT_REVIEW", "status": "PENDING" }),
        json!({ "status": "pending review" }),
        json!({ "chakraStatus": " In-Review " }),
        health(json!({})),
        health(json!([{ "can_send_message": "LIMITED" }])),
        health(json!([{ "can_send_message": "SOMETIMES" }])),
        blocked(json!(null)),
        blocked(json!([{ "error_code": "x" }, null])),
        blocked(json!([{ "error_code": 1.5, "error_description": " d ", "possible_solution": 7 }])),
    ];
    let answers = [
        json!("words"),
        json!({ "_data": null }),
        json!({ "_errors": [] }),
        json!({ "_data": {}, "_errors": ["Number not found"] }),
    ];
    let wrapped = records.map(|record| json!({ "_data": record, "_errors": [] }));
    answers.into_iter().chain(wrapped).collect()
}

/// In the place of the accounts of the plugin, whose own is `1`.
pub(crate) fn accounts(plugin: &str) -> Vec<Value> {
    let lost = |id: Value, plugin: &str| json!({ "id": id, "pluginId": plugin, "chakraStatus": "OFFLINE" });
    vec![
        json!("words"),
        json!({ "_data": {} }),
        json!({ "_data": [], "_errors": ["Plugin not found"] }),
        json!({ "_data": [null, "words", {}, { "id": "1" }] }),
        json!({ "_data": [lost(json!("1"), "another")] }),
        json!({ "_data": [lost(json!("2"), plugin)] }),
        json!({ "_data": [{ "id": "1", "chakraStatus": "wobbly" }] }),
        // Last: the reference remembers what it has read of an account.
        json!({ "_data": [lost(json!(1), plugin)] }),
        json!({ "_data": [lost(json!("1"), plugin)] }),
    ]
}
