//! Addresses: the database, and the notification address.

use super::{FILE, HEADER, KEY, STAND_IN, faults, is_refused, read};
use crate::Database;

#[test]
fn a_notification_address_and_its_secret_are_given_together() {
    let flags = [&HEADER[..], &FILE].concat();
    let secret = "whsec_aGlkZGVuLWhpZGRlbi1oaWRkZW4taGlkZGVu";
    let url = ("CHAKRA_NOTIFY_URL", "https://app.example/hooks");
    let given = ("CHAKRA_NOTIFY_SECRET", secret);
    let next = ("CHAKRA_NOTIFY_SECRET_NEXT", secret);
    for (variables, places) in [
        (&[KEY, url][..], &["CHAKRA_NOTIFY_SECRET"][..]),
        (&[KEY, given], &["--notify-url"]),
        (&[KEY, next], &["CHAKRA_NOTIFY_SECRET_NEXT"]),
        // All at once, and without the wrong values.
        (
            &[
                KEY,
                ("CHAKRA_NOTIFY_URL", "http://hidden.example"),
                ("CHAKRA_NOTIFY_SECRET", "hidden"),
                ("CHAKRA_WEBHOOK_SECRET", "hidden"),
                ("CHAKRA_WEBHOOK_SECRET_NEXT", "hidden"),
            ],
            &[
                "CHAKRA_NOTIFY_URL",
                "CHAKRA_NOTIFY_SECRET",
                "CHAKRA_WEBHOOK_SECRET",
                "CHAKRA_WEBHOOK_SECRET_NEXT",
            ],
        ),
        (
            &[KEY, ("CHAKRA_WEBHOOK_SECRET_NEXT", "a-hidden-secret")],
            &["CHAKRA_WEBHOOK_SECRET_NEXT"],
        ),
    ] {
        let told = faults(&flags, variables);
        let of = |it: &String| it.split(": ").next().unwrap().to_owned();
        assert_eq!(told.iter().map(of).collect::<Vec<_>>(), places, "{told:?}");
        let told = told.join("");
        assert!(!told.contains("hidden") && !told.contains(secret), "{told}");
    }
    let none = read(&flags, &[KEY]).unwrap().settings;
    assert!(none.notifications.is_none() && none.webhook_secrets.is_empty());
    let webhook = ("CHAKRA_WEBHOOK_SECRET", "of-chakras-webhook");
    let all = read(&flags, &[KEY, url, given, next, webhook]).unwrap();
    assert!(all.settings.notifications.is_some());
    assert_eq!(all.settings.webhook_secrets.len(), 1);
    assert!(!format!("{all:?}").contains(secret));
}

#[test]
fn a_database_is_required_except_in_a_demo() {
    let demo = [&STAND_IN[..], &["--demo-tenant"]].concat();
    let in_memory = ["--database-in-memory"];
    let database = |flags: &[&str]| read(flags, &[KEY]).map(|it| it.settings.database);
    let is_file = |flags: &[&str]| matches!(database(flags), Ok(Database::File(file)) if *file == *"backend.sqlite");
    assert!(is_file(&[&demo[..], &FILE].concat()));
    assert!(is_file(&[&HEADER[..], &FILE].concat()));
    let kept_nowhere = database(&[&demo[..], &in_memory].concat());
    assert!(matches!(kept_nowhere, Ok(Database::InMemory)));
    is_refused(&demo, "--database", "there is no database");
    for forgetful in ["", ":memory:", "file:a?mode=memory"] {
        let told = faults(&HEADER, &[KEY, ("CHAKRA_DATABASE", forgetful)]).join("");
        assert!(
            told.contains("not the name of a file"),
            "{forgetful}: {told}"
        );
    }
    let both = [&demo[..], &FILE, &in_memory].concat();
    is_refused(&both, "--database-in-memory", "keep one of them");
    let forgetful = [&HEADER[..], &in_memory].concat();
    is_refused(&forgetful, "--database-in-memory", "give --database FILE");
    let nowhere = [&HEADER[..], &["--database", "absent-folder/backend.sqlite"]].concat();
    is_refused(&nowhere, "--database", "absent-folder is not a folder");
}

#[test]
fn a_servers_address_is_given_where_no_other_user_sees_the_password() {
    let url = |url: &'static str| [KEY, ("DATABASE_URL", url)];
    let told = read(&HEADER, &url("postgres://me:hidden@db.example/app")).unwrap();
    let shown = format!("{told:?}");
    assert!(
        shown.contains("db.example") && !shown.contains("hidden"),
        "{shown}"
    );
    for wrong in [
        "mysql://me:hidden@db.example/app",
        "postgres://me:hidden@db:port/app",
        "",
    ] {
        let told = faults(&HEADER, &url(wrong)).join("\n");
        assert!(
            told.starts_with("DATABASE_URL: ") && !told.contains("hidden"),
            "{told}"
        );
    }
    let flag = [
        &HEADER[..],
        &["--database", "postgres://me:hidden@db.example/app"],
    ]
    .concat();
    is_refused(&flag, "--database", "goes into DATABASE_URL");
    // The variable may be meant for the partner's own app.
    let file = read(
        &[&HEADER[..], &FILE].concat(),
        &url("postgres://db.example/app"),
    );
    assert!(matches!(file.unwrap().settings.database, Database::File(_)));
    let both = [
        KEY,
        ("DATABASE_URL", "postgres://db.example/app"),
        ("CHAKRA_DATABASE", "a.sqlite"),
    ];
    assert!(faults(&HEADER, &both).join("").contains("keep one of them"));
}
