//! Responses as PHP, .NET, Python, Java, Rails, proxies and serverless platforms write them.

use std::time::Duration;

use chakra_connect::flow::charset;
use chakra_connect::flow::error::Code;
use chakra_connect::flow::reply::{HttpReply, Reply};
use chakra_connect::flow::status::{Connection, Report};
use chakra_connect::flow::time::Millis;
use chakra_connect::flow::token::CachedToken;
use serde_json::{Value, json};

use crate::support::jwt;
use crate::support::replies::{http, ok};

fn report(answer: &Reply) -> Report {
    Report::from_payload(&answer.payload().unwrap()).unwrap()
}

fn token(answer: &Reply) -> Result<CachedToken, Code> {
    CachedToken::from_payload(&answer.payload().unwrap(), Millis(0), None)
}

fn code(answer: &Reply) -> Code {
    answer.payload().unwrap_err().code
}

#[test]
fn names_in_any_style() {
    let jwt = jwt::living(60.0);
    for body in [
        json!({ "connect_token": jwt, "plugin_id": "plugin-1", "sdk_url": "/s.js" }),
        json!({ "ConnectToken": jwt, "PluginId": "plugin-1", "SdkUrl": "/s.js" }),
        json!({ "connect-token": jwt, "plugin-id": "plugin-1", "sdk-url": "/s.js" }),
        json!({ "CONNECT_TOKEN": jwt, "PLUGIN_ID": "plugin-1", "SDK_URL": "/s.js" }),
    ] {
        let held = token(&ok(&body)).unwrap();
        assert_eq!(held.token.secret(), jwt);
        assert_eq!(held.plugin_id.as_deref(), Some("plugin-1"));
        assert_eq!(held.sdk_url.as_deref(), Some("/s.js"));
    }
    for body in [
        json!({ "State": "Connected", "PluginId": 7, "Numbers": [{ "PhoneNumberId": 42, "DisplayPhoneNumber": "+1", "VerifiedName": "Shop" }] }),
        json!({ "state": "CONNECTED", "plugin_id": "7", "numbers": [{ "phone_number_id": "42", "display_phone_number": "+1", "verified_name": "Shop" }] }),
        // Meta's own record of a number, passed on.
        json!({ "state": "connected", "pluginId": "7", "numbers": [{ "id": 42.0, "display_phone_number": "+1", "verified_name": "Shop" }] }),
    ] {
        let report = report(&ok(&body));
        assert_eq!(report.connection, Connection::Connected);
        assert_eq!(report.plugin_id.as_deref(), Some("7"));
        assert_eq!(report.number_ids(), Some(vec!["42".to_owned()]));
        assert_eq!(report.numbers[0].verified_name.as_deref(), Some("Shop"));
    }
}

#[test]
fn states_in_any_style() {
    for state in [
        "NOT_CONNECTED",
        "NotConnected",
        "not-connected",
        "notConnected",
        "Not connected",
    ] {
        let report = report(&ok(&json!({ "state": state })));
        assert_eq!(report.connection, Connection::NotConnected, "{state}");
    }
    for state in [
        "disconnected",
        "connect",
        "not",
        "",
        "connected_",
        "reconnected",
    ] {
        let read = Report::from_payload(&json!({ "state": state }));
        let is_known = state == "connected_";
        assert_eq!(read.is_ok(), is_known, "{state}");
    }
}

#[test]
fn the_life_of_a_token_in_any_form() {
    let life = |body: Value| {
        let mut body = body;
        body["connectToken"] = json!("opaque");
        token(&ok(&body)).map(|held| held.life)
    };
    for body in [
        json!({ "expiresInSeconds": 90 }),
        json!({ "expires_in_seconds": "90" }),
        json!({ "expires_in": 90 }),
        json!({ "expiresIn": 90.0 }),
        json!({ "ExpiresIn": " 90 " }),
    ] {
        assert_eq!(life(body), Ok(Duration::from_secs(90)));
    }
    let day = Ok(Duration::from_hours(24));
    for ages in [
        json!(i64::MAX),
        json!(u64::MAX),
        json!(1e300),
        json!("9223372036854775807"),
    ] {
        assert_eq!(life(json!({ "expiresInSeconds": ages })), day);
    }
    for none in [
        json!(0),
        json!(-1),
        json!(i64::MIN),
        json!(-1e300),
        json!("-5"),
    ] {
        assert_eq!(life(json!({ "expires_in": none })), Err(Code::TokenExpired));
    }
    for unreadable in [
        json!("NaN"),
        json!("Infinity"),
        json!("1h"),
        json!(""),
        json!([]),
        json!(true),
    ] {
        let read = life(json!({ "expiresIn": unreadable }));
        assert_eq!(read, Err(Code::TokenNotAConnectToken));
    }
}

#[test]
fn a_life_that_ends_at_an_instant_counts_by_the_servers_clock() {
    let read = |until: &str| {
        let answer = Reply::Http(HttpReply {
            status: 200,
            date: Some("Thu, 26 Nov 2026 10:00:00 GMT".to_owned()),
            body: json!({ "connectToken": "opaque", "expires_at": until }).to_string(),
            ..HttpReply::default()
        });
        let payload = answer.payload().unwrap();
        let held = CachedToken::from_payload(&payload, Millis(0), answer.server_time());
        held.map(|held| held.life)
    };
    assert_eq!(read("2026-11-26T10:30:00Z"), Ok(Duration::from_mins(30)));
    assert_eq!(read("2026-11-26 09:00:00"), Err(Code::TokenExpired));
    assert_eq!(read("some day"), Err(Code::TokenNotAConnectToken));
}

#[test]
fn yes_and_no_in_any_form() {
    for yes in [
        json!(true),
        json!(1),
        json!("1"),
        json!("true"),
        json!("True"),
        json!("yes"),
    ] {
        let body = json!({ "connected": yes, "whatsappPhoneNumberId": 7, "state": null });
        assert_eq!(
            report(&ok(&body)).connection,
            Connection::Connected,
            "{body}"
        );
    }
    for no in [
        json!(false),
        json!(0),
        json!("0"),
        json!("false"),
        json!("FALSE"),
        json!(""),
    ] {
        let body = json!({ "connected": no, "whatsapp_phone_number_id": "7" });
        let report = report(&ok(&body));
        assert_eq!(report.connection, Connection::NotConnected, "{body}");
        assert!(report.numbers.is_empty());
    }
    for unclear in [json!("maybe"), json!(2), json!([]), json!({})] {
        let read = Report::from_payload(&json!({ "connected": unclear }));
        assert_eq!(read.unwrap_err(), Code::BackendMalformed);
    }
}

#[test]
fn lists_in_any_form() {
    let one = json!({ "phoneNumberId": "a", "issues": {} });
    let other = json!({ "phoneNumberId": "b", "issues": { "0": { "message": "m" } } });
    let read = |numbers: Value| {
        let report = report(&ok(&json!({ "state": "connected", "numbers": numbers })));
        (
            report.lists_numbers(),
            report.number_ids().unwrap_or_default(),
        )
    };
    assert_eq!(
        read(json!([one, other])),
        (true, vec!["a".to_owned(), "b".to_owned()])
    );
    assert_eq!(
        read(json!({ "0": one, "2": other })),
        (true, vec!["a".to_owned(), "b".to_owned()])
    );
    assert_eq!(read(json!([one, null])), (true, vec!["a".to_owned()]));
    assert_eq!(read(one.clone()), (true, vec!["a".to_owned()]));
    // PHP's empty array, as a list and as an object, and its `false` for none.
    assert_eq!(read(json!([])), (true, vec![]));
    assert_eq!(read(json!({})), (true, vec![]));
    assert_eq!(read(json!(false)), (false, vec![]));
    assert_eq!(read(Value::Null), (false, vec![]));
    let report = report(&ok(&json!({ "connected": true, "numbers": [other] })));
    assert_eq!(report.connection, Connection::Connected);
    assert_eq!(report.numbers[0].issues[0].message, "m");
    assert!(Report::from_payload(&json!({ "state": "connected", "numbers": ["n"] })).is_err());
}

#[test]
fn wrappers() {
    let wrapped = [
        json!({ "_data": { "connected": true } }),
        json!({ "data": { "connected": true } }),
        json!({ "Data": { "connected": true } }),
        // PostgREST; a batch of one (tRPC).
        json!([{ "connected": true }]),
        json!([{ "result": { "data": { "connected": true } } }]),
        json!({ "result": { "connected": true } }),
        json!({ "payload": { "connected": true } }),
        json!({ "body": { "connected": true } }),
        json!({ "response": { "connected": true } }),
        json!({ "status": "success", "data": { "connected": true } }),
        json!({ "success": true, "message": "OK", "data": { "connected": true }, "errors": [] }),
        json!({ "code": 200, "msg": "ok", "data": { "connected": true } }),
        json!({ "code": 0, "data": { "connected": true }, "error": null }),
        // Laravel in Laravel, JSON:API, tRPC, GraphQL and AWS, ASP.NET.
        json!({ "data": { "data": { "connected": true } } }),
        json!({ "data": { "type": "status", "id": "1", "attributes": { "connected": true } } }),
        json!({ "result": { "data": { "json": { "connected": true } } } }),
        json!({ "statusCode": 200, "headers": {}, "body": "{\"connected\":true}" }),
        json!({ "d": "{\"connected\":true}" }),
        json!({ "data": [{ "connected": true }] }),
        json!("{\"connected\":true}"),
        json!("\"{\\\"connected\\\":true}\""),
    ];
    for body in wrapped {
        let report = report(&ok(&body));
        assert_eq!(
            report.connection,
            Connection::ConnectedWithoutNumber,
            "{body}"
        );
    }
    let jwt = jwt::living(60.0);
    for body in [
        json!({ "data": jwt }),
        json!({ "result": { "connect_token": jwt } }),
        json!(jwt),
    ] {
        assert_eq!(token(&ok(&body)).unwrap().token.secret(), jwt, "{body}");
    }
    assert_eq!(
        token(&http(200, &jwt)).unwrap().token.secret(),
        jwt,
        "a bare text"
    );
    // In a plain response, a field of that name is the backend's own.
    let body = json!({ "connected": true, "result": { "connected": false }, "data": { "connected": false } });
    assert_eq!(
        report(&ok(&body)).connection,
        Connection::ConnectedWithoutNumber
    );
    assert_eq!(
        ok(&json!({ "data": "pending" })).payload().unwrap(),
        json!({ "data": "pending" })
    );
}

#[test]
fn text_before_the_json() {
    for before in [
        "\u{feff}",
        "\u{feff}\u{feff}\n",
        ")]}',\n",
        ")]}'\n",
        "while(1);",
        "for(;;);",
        "{}&&",
        "<br />\n<b>Warning</b>:  Undefined array key {x} in /srv/a.php on line 3<br />\n",
        "Deprecated: strftime() in a.php\n",
    ] {
        let answer = http(200, format!("{before}{{\"connected\":false}} \n"));
        assert_eq!(
            report(&answer).connection,
            Connection::NotConnected,
            "{before}"
        );
    }
    // A page that contains JSON is still a page.
    let page = "<!doctype html><script>window.state = {\"connected\":true}</script>";
    assert_eq!(code(&http(200, page)), Code::BackendNotJson);
    assert_eq!(
        code(&http(200, "{\"data\":{\"connected\":true}")),
        Code::BackendNotJson
    );
    assert_eq!(
        code(&http(200, "{\"connected\":true")),
        Code::BackendNotJson
    );
    assert_eq!(code(&http(200, "\u{feff} ")), Code::BackendEmpty);
}

#[test]
fn text_after_the_json() {
    for behind in [
        "0",
        "\n<br />\n<b>Notice</b>:  Undefined index {x} in /srv/a.php on line 3<br />\n",
        "<!-- cached {by} a proxy -->",
        "{\"second\":1}",
    ] {
        let answer = http(200, format!("{{\"connected\":false}}{behind}"));
        let found = report(&answer).connection;
        assert_eq!(found, Connection::NotConnected, "{behind}");
    }
}

#[test]
fn encodings() {
    let utf16 = |units: fn(u16) -> [u8; 2]| {
        "{\"a\":1}"
            .encode_utf16()
            .flat_map(units)
            .collect::<Vec<_>>()
    };
    for (bytes, header, wanted) in [
        (
            b"{\"a\":\"\xc3\xa9\"}".to_vec(),
            "application/json",
            "utf-8",
        ),
        (
            b"{\"a\":\"\xc3\xa9\"}".to_vec(),
            "text/html; charset=ISO-8859-1",
            "utf-8",
        ),
        (
            b"{\"a\":\"\xe9\"}".to_vec(),
            "application/json;Charset=\"iso-8859-15\" ; x=1",
            "iso-8859-15",
        ),
        (
            b"{\"a\":\"\xe9\"}".to_vec(),
            "application/json; charset = shift_jis",
            "shift_jis",
        ),
        // The declared encoding is wrong.
        (
            b"{\"a\":\"\xe9\"}".to_vec(),
            "application/json; charset=UTF-8",
            "windows-1252",
        ),
        (
            b"{\"a\":\"\xe9\"}".to_vec(),
            "application/json",
            "windows-1252",
        ),
        (
            b"{\"a\":\"\xe9\"}".to_vec(),
            "application/json; charset=",
            "windows-1252",
        ),
        (
            b"\xff\xfe{\0}\0".to_vec(),
            "application/json; charset=utf-8",
            "utf-16le",
        ),
        (b"\xfe\xff\0{\0}".to_vec(), "", "utf-16be"),
        (utf16(u16::to_le_bytes), "", "utf-16le"),
        (utf16(u16::to_be_bytes), "", "utf-16be"),
        (Vec::new(), "", "utf-8"),
        (b"1".to_vec(), "", "utf-8"),
    ] {
        assert_eq!(charset::label(&bytes, header), wanted, "{header} {bytes:?}");
    }
}
