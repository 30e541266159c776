//! Timestamps in other stacks' formats, and which of two reports is older.

use chakra_connect::flow::status::{Connection, Report};
use chakra_connect::flow::timestamp::Timestamp;
use serde_json::{Value, json};

/// 10:00:00 UTC on 26 November 2026, in seconds since 1970.
const TEN: u64 = 1_795_687_200;

fn read(value: &Value) -> Option<u64> {
    Timestamp::read(value).map(Timestamp::seconds)
}

#[test]
fn every_stacks_format_of_ten_o_clock_is_read() {
    for (stack, value) in [
        ("JavaScript", json!("2026-11-26T10:00:00.000Z")),
        (
            "JavaScript",
            json!("Thu Nov 26 2026 10:00:00 GMT+0000 (Coordinated Universal Time)"),
        ),
        ("JavaScript", json!("Thu, 26 Nov 2026 10:00:00 GMT")),
        ("JavaScript", json!(1_795_687_200_000_u64)),
        (".NET", json!("2026-11-26T10:00:00.1234567")),
        (".NET", json!("2026-11-26T10:00:00.1234567Z")),
        (".NET", json!("2026-11-26T11:00:00.1234567+01:00")),
        (".NET", json!("/Date(1795687200000)/")),
        (".NET", json!("/Date(1795687200000+0200)/")),
        (".NET", json!("2026-11-26 10:00:00Z")),
        ("Python", json!("2026-11-26T10:00:00.123456+00:00")),
        ("Python", json!("2026-11-26 10:00:00.123456")),
        ("Python", json!("2026-11-26T10:00:00")),
        ("Python", json!(1_795_687_200.123_456)),
        ("Java", json!([2026, 11, 26, 10, 0, 0, 123_456_789])),
        ("Java", json!([2026, 11, 26, 10, 0])),
        ("Java", json!("2026-11-26T11:00:00+01:00[Europe/Paris]")),
        ("Java", json!("Thu Nov 26 10:00:00 UTC 2026")),
        ("Java", json!("2026-11-26T10:00Z")),
        ("Java", json!(1_795_687_200)),
        ("Java", json!({ "epochSecond": 1_795_687_200, "nano": 5 })),
        ("Rails", json!("2026-11-26 10:00:00 UTC")),
        ("Rails", json!("2026-11-26 12:00:00 +0200")),
        ("Rails", json!("2026-11-26T05:00:00.000-05:00")),
        ("Go", json!("2026-11-26 10:00:00.123456789 +0000 UTC")),
        ("Go", json!("2026-11-26T15:30:00+05:30")),
        ("Go", json!(1_795_687_200_000_000_000_u64)),
        ("PHP", json!("Thu, 26 Nov 2026 11:00:00 +0100")),
        ("PHP", json!("Thursday, 26-Nov-2026 10:00:00 UTC")),
        ("PHP", json!("Thursday, 26-Nov-26 10:00:00 GMT")),
        (
            "PHP",
            json!({ "date": "2026-11-26 10:00:00.000000", "timezone_type": 3, "timezone": "UTC" }),
        ),
        ("PHP", json!("1795687200")),
        ("PHP", json!("20261126100000")),
        ("PHP", json!("20261126T100000Z")),
        ("Java", json!("20261126T120000+0200")),
        ("Python", json!("20261126T100000.123Z")),
        ("MySQL", json!("2026-11-26 10:00:00")),
        ("Postgres", json!("2026-11-26 10:00:00.123+00")),
        ("MongoDB", json!({ "$date": "2026-11-26T10:00:00Z" })),
        (
            "Firestore",
            json!({ "_seconds": 1_795_687_200, "_nanoseconds": 0 }),
        ),
        ("C", json!("Thu Nov 26 10:00:00 2026")),
        ("small letters", json!("2026-11-26t10:00:00z")),
        ("a slash", json!("2026/11/26 10:00:00")),
    ] {
        assert_eq!(read(&value), Some(TEN), "{stack}: {value}");
    }
}

#[test]
fn unreadable_times_are_unknown() {
    for value in [
        json!(""),
        json!("now"),
        json!("10:00"),
        json!("5 minutes ago"),
        json!("whenever the backend looked, in Z"),
        json!("2026-11-22 09:00:00 UTC, not by Z"),
        // A time zone's name may stand for several zones.
        json!("2026-11-26 10:00:00 CST"),
        json!("２０２６-11-26T10:00:00Z"),
        // The month is ambiguous.
        json!("11/26/2026 10:00:00"),
        json!("2026-13-26T10:00:00Z"),
        json!("2026-11-32T10:00:00Z"),
        json!("2026-11-26T24:00:00Z"),
        json!("2026-11-26T10:60:00Z"),
        json!("Thu, 32 Nov 2026 10:00:00 GMT"),
        json!("Thu, 26 Now 2026 10:00:00 GMT"),
        // "No time" in .NET and MySQL.
        json!("0001-01-01T00:00:00"),
        json!("0000-00-00 00:00:00"),
        json!("99999999999999999999999999999999999999999999"),
        json!(0),
        json!(-1),
        json!(12),
        json!(1e300),
        json!([2026, 11]),
        json!([2026, "11", 26]),
        json!([]),
        json!({}),
        json!(true),
        Value::Null,
    ] {
        assert_eq!(read(&value), None, "{value}");
    }
}

#[test]
fn dates_of_http() {
    for (text, wanted) in [
        ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
        ("Thu, 29 Feb 2024 12:00:00 GMT", Some(1_709_208_000)),
        ("Fri, 01 Mar 2024 00:00:00 GMT", Some(1_709_251_200)),
        ("Mon, 01 Mar 2100 00:00:00 GMT", Some(4_107_542_400)),
        ("Sun, 22 Nov 2026 24:00:00 GMT", None),
        ("Sun, 22 Nov 2026 10:00:00 CET", None),
        ("Sun, 22 Nov 1969 10:00:00 GMT", None),
    ] {
        let found = Timestamp::parse(text).map(Timestamp::seconds);
        assert_eq!(found, wanted, "{text}");
    }
}

#[test]
fn it_is_written_by_the_standard() {
    for text in [
        "1970-01-01T00:00:00Z",
        "2024-02-29T23:59:59Z",
        "2026-11-26T10:00:00Z",
        "2027-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
    ] {
        assert_eq!(Timestamp::parse(text).unwrap().to_rfc3339(), text);
    }
}

fn looked_at(time: Value) -> Report {
    Report::from_payload(&json!({ "state": "connected", "checkedAt": time })).unwrap()
}

#[test]
fn reports_are_compared_by_their_instants() {
    let later = looked_at(json!("2026-11-26T12:00:00+02:00"));
    for earlier in [
        json!("2026-11-26T09:59:00Z"),
        json!("2026-11-26 09:59:00 UTC"),
        json!((TEN - 60) * 1000),
        json!([2026, 11, 26, 9, 59]),
    ] {
        let earlier = looked_at(earlier);
        assert!(earlier.is_older_than(&later), "{earlier:?}");
        assert!(!later.is_older_than(&earlier), "{earlier:?}");
    }
}

/// Two servers behind one address answer in turn.
#[test]
fn slightly_different_clocks_make_no_report_old() {
    let [one, other, kept] = [
        "2026-11-26T10:00:00Z",
        "2026-11-26T10:00:04Z",
        "2026-11-26T09:59:50Z",
    ]
    .map(|time| looked_at(json!(time)));
    assert!(!one.is_older_than(&other) && !other.is_older_than(&one));
    assert!(kept.is_older_than(&one));
    // A report that contradicts it may be from before the change.
    let changed = Report {
        connection: Connection::ActionNeeded,
        ..one.clone()
    };
    assert!(changed.is_older_than(&other) && !other.is_older_than(&changed));
}

#[test]
fn an_unknown_time_is_neither_older_nor_newer() {
    let known = looked_at(json!("2026-11-26T10:00:00Z"));
    for unknown in [
        Value::Null,
        json!("a moment ago"),
        json!("0001-01-01T00:00:00"),
    ] {
        let unknown = looked_at(unknown);
        assert!(!known.is_older_than(&unknown) && !unknown.is_older_than(&known));
    }
}

#[test]
fn the_day_of_the_connection_is_read_in_any_form() {
    let since = |value: Value| {
        let body = json!({ "state": "connected", "connected_since": value });
        Report::from_payload(&body).unwrap().connected_since
    };
    for value in [
        json!(TEN),
        json!("2026-11-26 10:00:00"),
        json!([2026, 11, 26, 10, 0]),
    ] {
        assert_eq!(since(value).as_deref(), Some("2026-11-26T10:00:00Z"));
    }
    // The browser may know more formats.
    assert_eq!(
        since(json!("26. November")).as_deref(),
        Some("26. November")
    );
    assert_eq!(since(Value::Null), None);
}
