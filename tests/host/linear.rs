//! Every parser runs in linear time, so that no text can freeze the page.

use std::hint::black_box;
use std::time::Duration;

use chakra_connect::flow::config::{Config, Functions};
use chakra_connect::flow::reply::{HttpReply, Reply};
use chakra_connect::flow::status::Report;
use chakra_connect::flow::time::Millis;
use chakra_connect::flow::timestamp::Timestamp;
use chakra_connect::flow::token::CachedToken;
use chakra_connect::flow::vendor::{Callback, Hint, VendorEvent};
use chakra_connect::flow::{address, charset, retry_after, tenant};
use chakra_connect::text::{InApp, Locale, for_people};
use serde_json::{Value, json};

#[path = "../support/processor_time.rs"]
mod processor_time;

use processor_time::shortest;

const SMALL: usize = 2 * 1024;
const GROWTH: usize = 8;
/// For eight times the input, a linear parser takes eight times as long, a quadratic one 64 times.
const MOST: f64 = 28.0;

fn factor(input: &dyn Fn(usize) -> String, parse: &dyn Fn(&str)) -> f64 {
    let [small, large] = [input(SMALL), input(SMALL * GROWTH)];
    // A clock cannot measure a few microseconds.
    let small = shortest(&|| (0..4).for_each(|_| parse(black_box(&small)))) / 4;
    let large = shortest(&|| parse(black_box(&large)));
    large.as_secs_f64() / small.max(Duration::from_micros(20)).as_secs_f64()
}

/// Repeats a piece up to this length.
fn of(piece: &str, length: usize) -> String {
    piece.repeat(length / piece.len())
}

/// A text's name, and a function that makes the text of a length.
type WorstText = (&'static str, Box<dyn Fn(usize) -> String>);

/// The worst cases for a backtracking parser.
fn worst_texts() -> Vec<WorstText> {
    let mut all: Vec<WorstText> = Vec::new();
    for piece in [
        "/",
        "\\",
        "a",
        "0",
        "9",
        ".",
        " ",
        "\t",
        "\n",
        "@",
        ":",
        "?",
        "#",
        "{",
        "[",
        "\"",
        "\\\"",
        "-",
        "+",
        "a.",
        "1 ",
        "1:",
        "<",
        "\u{feff}",
        "retry after ",
        "again in 1 ",
        "available in ",
        "type=\"passwor",
        "/Date(",
        "Mon, ",
        "jan ",
        "ü",
        "%2f",
    ] {
        all.push((piece, Box::new(move |length| of(piece, length))));
    }
    for (name, before, piece, after) in [
        ("slashes, then more", "/", "/", "x"),
        ("an open list", "", "[", "x"),
        ("many fields", "{", "\"a\":1,", "\"b\":2}"),
        ("many odd fields", "{", "\"s_t-a.t e\":0,", "\"b\":2}"),
        (
            "many errors",
            "{\"errors\":[",
            "{\"message\":\"retry after \"},",
            "{}]}",
        ),
        (
            "many numbers",
            "{\"state\":\"connected\",\"numbers\":[",
            "{\"issues\":[{}]},",
            "{}]}",
        ),
        ("braces in words", "Warning: ", "{a ", "{}"),
        ("text in text", "\"", "\\\"", "\""),
    ] {
        all.push((
            name,
            Box::new(move |length| [before, &of(piece, length), after].concat()),
        ));
    }
    // Nested as deeply as JSON is read.
    for wrapper in ["data", "_data", "result"] {
        let wrapped = move |length: usize| {
            let inner = format!("{{\"list\":[{}0]}}", of("0,", length));
            (0..100).fold(inner, |inner, _| format!("{{\"{wrapper}\":{inner}}}"))
        };
        all.push((wrapper, Box::new(wrapped)));
    }
    all
}

type Parser = (&'static str, fn(&str));

const PARSERS: &[Parser] = &[
    ("an answer", |text| used(reply(200, text).payload())),
    ("a refusal", |text| used(reply(403, text).payload())),
    ("an acknowledgement", |text| {
        used(reply(200, text).acknowledged());
    }),
    ("a token", |text| {
        let token = [text, ".", text, ".", text].concat();
        used(CachedToken::from_payload(&json!(token), Millis(0), None));
    }),
    ("a report", |text| {
        let value = serde_json::from_str::<Value>(text)
            .unwrap_or_else(|_| json!({ "state": text, "numbers": text, "checkedAt": text }));
        used(Report::from_payload(&value));
    }),
    ("a callback", |text| {
        for callback in [Callback::Message, Callback::Error, Callback::Success] {
            let (event, data) = (text.to_owned(), text.to_owned());
            black_box(Hint::from(&VendorEvent {
                callback,
                event,
                data,
            }));
        }
    }),
    ("an instant", |text| used(Timestamp::parse(text))),
    ("Retry-After", |text| {
        used(retry_after::in_header(text, Some(text)));
    }),
    ("a wait in words", |text| {
        used(retry_after::in_body(&json!({ "message": text }), None));
    }),
    ("an address", |text| {
        used((address::is_clear(text), address::join(text, text)));
    }),
    ("attributes", |text| {
        used(Config::read(
            |_| Some(text.to_owned()),
            Functions::default(),
        ));
    }),
    ("a header's name", |text| used(tenant::names_tenant(text))),
    ("an encoding", |text| {
        used(charset::label(text.as_bytes(), text).to_owned());
    }),
    ("a phone number", |text| used(for_people(text))),
    ("a browser's name", |text| used(InApp::detect(text, text))),
    ("a language", |text| used(Locale::choose([text]))),
];

/// Keeps the compiler from removing the unused value.
fn used<T>(value: T) {
    drop(black_box(Box::new(value)));
}

fn reply(status: u16, body: &str) -> Reply {
    Reply::Http(HttpReply {
        status,
        body: body.to_owned(),
        ..HttpReply::default()
    })
}

#[test]
fn the_measurement_detects_a_quadratic_parser() {
    let quadratic = |text: &str| {
        let found = (0..text.len())
            .step_by(64)
            .filter(|start| text[*start..].bytes().all(|byte| byte == b'/'));
        black_box(found.count());
    };
    let found = factor(&|length| of("/", length), &quadratic);
    assert!(found > MOST, "{found}");
}

#[test]
fn every_parser_takes_linear_time() {
    let mut slow = Vec::new();
    for (name, parse) in PARSERS {
        for (text, input) in worst_texts() {
            // Repeated, because a busy machine shares its caches. A quadratic parser fails every time.
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
