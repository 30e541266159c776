//! Every parser of the backend takes linear time, so that no input can hold up other requests.

use std::hint::black_box;
use std::time::Duration;

use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::FutureExt;
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::chakra::{AccountRecord, ConnectToken, PhoneRecord, PluginRecord};
use crate::chakra_webhook::WebhookHints;
use crate::connection_state::{Connection, KnownAccounts, NumberLookup};
use crate::{DemoTenant, HeaderConfig, HeaderTenants, Origin, TenantResolver};
use crate::{JwtConfig, JwtKeys, JwtTenants, Namespace};

#[path = "../../tests/support/processor_time.rs"]
mod processor_time;

use processor_time::shortest;

const SMALL: usize = 4 * 1024;
const GROWTH: usize = 8;
/// With eight times the input, linear time grows eightfold, and quadratic time 64-fold.
const MOST: f64 = 28.0;

fn factor(input: &dyn Fn(usize) -> String, parse: &dyn Fn(&str)) -> f64 {
    let [small, large] = [input(SMALL), input(SMALL * GROWTH)];
    let small = shortest(&|| parse(black_box(&small)));
    let large = shortest(&|| parse(black_box(&large)));
    // A few microseconds cannot be measured reliably.
    large.as_secs_f64() / small.max(Duration::from_micros(50)).as_secs_f64()
}

type Input = (&'static str, Box<dyn Fn(usize) -> String>);
type Parser = (&'static str, fn(&str));

/// Entries that differ by their number, between `before` and `after`.
fn list(
    before: &'static str,
    entry: fn(usize) -> String,
    after: &'static str,
) -> Box<dyn Fn(usize) -> String> {
    Box::new(move |length| {
        let mut text = before.to_owned();
        for number in 0.. {
            if text.len() >= length {
                break;
            }
            if number > 0 {
                text.push(',');
            }
            text.push_str(&entry(number));
        }
        text + after
    })
}

fn texts() -> Vec<Input> {
    let mut all: Vec<Input> = Vec::new();
    for piece in [
        "/",
        "\\",
        "a",
        "0",
        "9",
        ".",
        " ",
        "\t",
        "@",
        ":",
        ",",
        ";",
        "=",
        "; a=b",
        "\"",
        "a.",
        "-",
        "+",
        "[",
        "{",
        "%2f",
        "ü",
        "retry after ",
        "retry after 1 ",
        "localhost, ",
        "x:y@",
        "a@b,",
        "\u{2028}",
        "\u{202e}",
    ] {
        all.push((
            piece,
            Box::new(move |length| piece.repeat(length / piece.len())),
        ));
    }
    all
}

fn records() -> Vec<Input> {
    vec![
        (
            "numbers",
            list(
                r#"{"id":"p","serverConfig":{"enabledWhatsappPhoneNumbers":["#,
                |it| format!("\"{it}\""),
                "]}}",
            ),
        ),
        (
            "accounts of a plugin",
            list(
                r#"{"id":"p","auth":{"whatsappBusinessAccountsById":{"#,
                |it| format!("\"{it}\":0"),
                "}}}",
            ),
        ),
        (
            "accounts",
            list(
                "[",
                |it| format!(r#"{{"id":{it},"chakraStatus":"BANNED"}}"#),
                "]",
            ),
        ),
        (
            "health errors",
            list(
                r#"{"healthStatus":{"entities":[{"can_send_message":"LIMITED","errors":["#,
                |it| format!(r#"{{"error_code":{it}}}"#),
                "]}]}}",
            ),
        ),
        (
            "health entities",
            list(
                r#"{"healthStatus":{"entities":["#,
                |it| {
                    format!(r#"{{"can_send_message":"LIMITED","errors":[{{"error_code":{it}}}]}}"#)
                },
                "]}}",
            ),
        ),
        (
            "errors",
            list(
                r#"{"_errors":["#,
                |_| r#"{"message":"retry after "}"#.to_owned(),
                "]}",
            ),
        ),
        (
            "ids of a webhook",
            list(
                "[",
                |it| format!(r#"{{"pluginId":"{it}","phone_number_id":{it}}}"#),
                "]",
            ),
        ),
        (
            "changes",
            list(
                r#"{"entry":[{"changes":["#,
                |_| r#"{"field":"messages"}"#.to_owned(),
                "]}]}",
            ),
        ),
    ]
}

fn used<T>(value: T) {
    drop(black_box(value));
}

/// Evaluates one of Chakra's records, as a status request does.
fn judge(text: &str) {
    let value = serde_json::from_str::<Value>(text).unwrap_or_default();
    let plugin = PluginRecord::read("p", &value).unwrap_or_default();
    let accounts = AccountRecord::read_list("p", &value).unwrap_or_default();
    let ids: Vec<_> = accounts.iter().map(|account| account.id.clone()).collect();
    let known = KnownAccounts::default().read(&ids, accounts.clone());
    let known = known
        .read(&ids, Vec::new())
        .read(&plugin.account_ids, accounts);
    let phone = PhoneRecord::read("1", "p", &value).unwrap_or_default();
    let plugin = PluginRecord {
        account_ids: [plugin.account_ids, ids].concat(),
        ..plugin
    };
    let lookups = [NumberLookup::Found(phone)];
    let now = OffsetDateTime::UNIX_EPOCH;
    used(Connection::from_records(
        &plugin,
        &lookups,
        &known.records,
        now,
    ));
}

fn resolve(resolver: &impl TenantResolver, header: &'static str, text: &str) {
    let mut request = Request::builder().header("host", "localhost");
    if let Ok(value) = axum::http::HeaderValue::from_bytes(text.as_bytes()) {
        request = request.header(header, value);
    }
    let parts = request.body(()).unwrap().into_parts().0;
    used(resolver.resolve(&parts).now_or_never());
}

fn jwt() -> JwtConfig {
    let keys = JwtKeys::none().with_secret(&[7; 32]).unwrap();
    JwtConfig::new("https://id.example", "chakra", "tenant", keys).unwrap()
}

const PARSERS: &[Parser] = &[
    ("a record", judge),
    ("a webhook", |text| {
        used(WebhookHints::in_body(text.as_bytes()));
    }),
    ("a connect token", |text| {
        used(ConnectToken::read(&[text, ".", text, ".", text].concat()));
        let claims = json!({"data": {"pluginId": text}}).to_string();
        used(ConnectToken::read(&format!(
            "a.{}.c",
            URL_SAFE_NO_PAD.encode(claims)
        )));
    }),
    ("an origin", |text| {
        used(text.parse::<Origin>());
        used(format!("https://a.example{text}x").parse::<Origin>());
    }),
    ("a namespace", |text| used(text.parse::<Namespace>())),
    ("a bearer token", |text| {
        resolve(
            &JwtTenants::new(jwt()).unwrap(),
            "authorization",
            &format!("Bearer {text}"),
        );
    }),
    ("a cookie", |text| {
        let config = jwt().with_cookie("a").unwrap();
        resolve(&JwtTenants::new(config).unwrap(), "cookie", text);
    }),
    ("a tenant's header", |text| {
        let config = HeaderConfig::new("x-tenant").unwrap();
        resolve(&HeaderTenants::new(config), "x-tenant", text);
    }),
    ("a name's header", |text| {
        let config = HeaderConfig::new("x-tenant")
            .unwrap()
            .with_name("x-name")
            .unwrap();
        resolve(&HeaderTenants::new(config), "x-name", text);
    }),
    ("a proxy's header", |text| {
        resolve(&DemoTenant, "x-forwarded-host", text);
    }),
];

#[test]
fn the_measurement_detects_a_quadratic_parser() {
    let quadratic = |text: &str| {
        let starts = (0..text.len()).step_by(64);
        black_box(
            starts
                .filter(|start| text[*start..].bytes().all(|byte| byte == b'/'))
                .count(),
        );
    };
    let found = factor(&|length| "/".repeat(length), &quadratic);
    assert!(found > MOST, "{found}");
}

#[test]
fn every_parser_takes_linear_time() {
    let mut slow = Vec::new();
    for (name, parse) in PARSERS {
        for (text, input) in texts().into_iter().chain(records()) {
            // Repeated if the machine was busy, because caches are shared. Quadratic time shows in every run.
            let found = (0..8)
                .map(|_| factor(&input, parse))
                .find(|found| *found < MOST);
            if found.is_none() {
                slow.push(format!("{name}: {text:?}"));
            }
        }
    }
    assert!(slow.is_empty(), "not read in linear time: {slow:#?}");
}
