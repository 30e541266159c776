//! The configuration without the process around it.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::PathBuf;

use super::table::{SETTINGS, Value};
use super::*;
use crate::Database;
use crate::command_line::command;

const KEY: (&str, &str) = ("CHAKRA_API_KEY", "key");
const STAND_IN: [&str; 2] = ["--chakra-api-url", "http://127.0.0.1:1"];
const FILE: [&str; 2] = ["--database", "backend.sqlite"];
const HEADER: [&str; 2] = ["--tenant-header", "X-Tenant"];

fn read(flags: &[&str], variables: &[(&str, &str)]) -> Result<Configuration, Faults> {
    let variables: HashMap<_, _> = variables.iter().copied().collect();
    let line = [&["chakra-backend", "serve"], flags].concat();
    let line = command().try_get_matches_from(line).unwrap();
    let (_, flags) = line.subcommand().unwrap();
    let sources = Sources::gather(flags, &|name| variables.get(name).map(OsString::from))?;
    configuration(&sources)
}

/// What is wrong, a line each.
fn faults(flags: &[&str], variables: &[(&str, &str)]) -> Vec<String> {
    match read(flags, variables) {
        Ok(_) => Vec::new(),
        Err(Faults(faults)) => faults.iter().map(ToString::to_string).collect(),
    }
}

fn is_refused(flags: &[&str], place: &str, words: &str) {
    let faults = faults(flags, &[KEY]);
    let found = faults
        .iter()
        .any(|fault| fault.starts_with(&format!("{place}: ")) && fault.contains(words));
    assert!(found, "{flags:?}: {faults:?}");
}

/// A file of settings, removed at the end.
struct TomlFile(PathBuf);

impl TomlFile {
    fn new(text: &str) -> Self {
        use std::sync::atomic::{AtomicU32, Ordering};
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("chakra-settings-{}-{count}.toml", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, text).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for TomlFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let told = faults(
        &["--listen", "here", "--request-time", "0"],
        &[("CHAKRA_SDK_URL", "javascript:alert(1)")],
    );
    let places: Vec<_> = told
        .iter()
        .map(|it| it.split(": ").next().unwrap())
        .collect();
    assert_eq!(
        places,
        [
            "CHAKRA_API_KEY",
            "CHAKRA_SDK_URL",
            "--listen",
            "--database",
            "--jwt-issuer",
            "--request-time"
        ]
    );
}

#[test]
fn a_flag_counts_before_a_variable_and_that_before_the_file() {
    let file = TomlFile::new(
        "listen = \"127.0.0.1:1\"\nrequest-time = 21\nchakra-call-time = 11\nmax-connections = 31\n",
    );
    let flags = [
        &HEADER[..],
        &FILE,
        &["--config", file.path(), "--listen", "127.0.0.1:3"],
    ]
    .concat();
    let variables = [
        KEY,
        ("CHAKRA_LISTEN", "127.0.0.1:2"),
        ("CHAKRA_CALL_TIME", "12"),
    ];
    let settings = read(&flags, &variables).unwrap().settings;
    assert_eq!(settings.listen.port(), 3);
    assert_eq!(settings.api_timeout.unwrap().as_secs(), 12);
    assert_eq!(settings.request_time.unwrap().as_secs(), 21);
    assert_eq!(settings.limits.connections, 31);
    let by_variable = [
        KEY,
        ("CHAKRA_CONFIG", file.path()),
        ("CHAKRA_LISTEN", "127.0.0.1:2"),
    ];
    let flags = [&HEADER[..], &FILE].concat();
    let settings = read(&flags, &by_variable).unwrap().settings;
    assert_eq!(settings.listen.port(), 2);
}

#[test]
fn what_is_wrong_in_the_file_is_told_by_its_key() {
    let file = TomlFile::new(
        "lisen = \"127.0.0.1:1\"\nchakra_api_url = \"x\"\ndemo-tenant = \"yes\"\nallow-origin = \"https://a.example\"\nchakra-api-key = \"hidden\"\n",
    );
    let told = faults(&["--config", file.path()], &[KEY]);
    let told = told.join("\n");
    for words in [
        "lisen in ",
        "there is listen",
        "there is chakra-api-url",
        "demo-tenant in ",
        "true or false",
        "a list of texts",
        "chakra-api-key-file",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(!told.contains("hidden"), "{told}");
    let malformed = TomlFile::new("listen = 1\nsecret hidden\n");
    let told = faults(&["--config", malformed.path()], &[KEY]).join("\n");
    assert!(told.contains("line 2 is no TOML"), "{told}");
    assert!(!told.contains("hidden"), "{told}");
    let told = faults(&["--config", "absent.toml"], &[KEY]).join("\n");
    assert!(told.starts_with("absent.toml: it cannot be read"), "{told}");
}

#[test]
fn the_demo_tenant_is_for_loopback_only() {
    for (address, allowed) in [
        ("127.0.0.1:0", true),
        ("[::1]:80", true),
        ("0.0.0.0:80", false),
        ("[::]:80", false),
        ("192.168.0.2:80", false),
    ] {
        let flags = [
            &STAND_IN[..],
            &FILE,
            &["--demo-tenant", "--listen", address],
        ]
        .concat();
        if allowed {
            assert_eq!(faults(&flags, &[KEY]), [""; 0], "{address}");
        } else {
            is_refused(&flags, "--demo-tenant", "loopback address");
        }
    }
    let flags = [&HEADER[..], &FILE, &["--listen", "0.0.0.0:80"]].concat();
    let tenants = read(&flags, &[KEY]).unwrap().tenants;
    assert!(tenants.believes_anybody(), "{tenants:?}");
}

#[test]
fn the_demo_tenant_with_a_real_key_is_said_twice() {
    let real = ["--chakra-api-url", "https://api.chakrahq.com"];
    let twice = ["--demo-tenant", "--demo-tenant-with-real-key"];
    for (address, flags, allowed) in [
        (&STAND_IN[..], &twice[..1], true),
        (&[], &twice[..1], false),
        (&real, &twice[..1], false),
        (&real, &twice, true),
    ] {
        let flags = [address, &FILE, flags].concat();
        if allowed {
            assert_eq!(faults(&flags, &[KEY]), [""; 0], "{flags:?}");
        } else {
            is_refused(&flags, "--demo-tenant", "--demo-tenant-with-real-key");
        }
    }
    let alone = [&HEADER[..], &FILE, &twice[1..]].concat();
    is_refused(
        &alone,
        "--demo-tenant-with-real-key",
        "demo-tenant is not given",
    );
}

#[test]
fn exactly_one_way_to_tell_the_tenant_is_needed() {
    let both = [&STAND_IN[..], &FILE, &HEADER, &["--demo-tenant"]].concat();
    is_refused(&both, "--demo-tenant", "keep one of them");
    let none = [&STAND_IN[..], &FILE].concat();
    is_refused(&none, "--jwt-issuer", "no way to tell the tenant");
    let of_clients = [&FILE[..], &["--tenant-header", "Cookie"]].concat();
    is_refused(&of_clients, "--tenant-header", "X-Tenant-Id");
}

#[test]
fn a_token_needs_an_audience_and_a_key() {
    let issuer = [&FILE[..], &["--jwt-issuer", "https://id.example/"]].concat();
    is_refused(&issuer, "--jwt-audience", "it is not given");
    let audience = [&issuer[..], &["--jwt-audience", "chakra"]].concat();
    is_refused(&audience, "--jwt-issuer", "key");
    let keys = [&audience[..], &["--jwt-jwks", "https://id.example/keys"]].concat();
    let tenants = read(&keys, &[KEY]).unwrap().tenants;
    assert!(matches!(tenants, TenantSource::Jwt(_)));
    let insecure = [&audience[..], &["--jwt-jwks", "http://id.example/keys"]].concat();
    is_refused(&insecure, "--jwt-jwks", "https");
    let weak = faults(&audience, &[KEY, ("CHAKRA_JWT_SECRET", "hidden")]).join("");
    assert!(
        weak.starts_with("CHAKRA_JWT_SECRET: ") && !weak.contains("hidden"),
        "{weak}"
    );
}

#[test]
fn what_belongs_to_another_way_is_refused() {
    let ask = [&FILE[..], &["--forward-auth", "https://app.example/who"]].concat();
    let tenants = read(&ask, &[KEY]).unwrap().tenants;
    assert!(matches!(tenants, TenantSource::ForwardAuth(_)));
    let mixed = [&ask[..], &["--jwt-cookie", "session"]].concat();
    is_refused(&mixed, "--jwt-cookie", "jwt-issuer is not given");
    let plain = [&FILE[..], &["--forward-auth", "http://app.internal/who"]].concat();
    is_refused(&plain, "--forward-auth", "https");
    let meant = [&plain[..], &["--forward-auth-over-plain-http"]].concat();
    assert_eq!(faults(&meant, &[KEY]), [""; 0]);
}

#[test]
fn a_switch_that_is_neither_on_nor_off_is_told_once() {
    let wrong = ("CHAKRA_DATABASE_IN_MEMORY", "maybe");
    let told = faults(&[&HEADER[..], &FILE].concat(), &[KEY, wrong]);
    assert_eq!(told, ["CHAKRA_DATABASE_IN_MEMORY: it is true or false"]);
}

#[test]
fn the_quota_of_a_tenant_belongs_to_every_way() {
    let ways: [&[&str]; 3] = [
        &["--demo-tenant", "--chakra-api-url", "http://127.0.0.1:1"],
        &HEADER,
        &["--forward-auth", "https://app.example/who"],
    ];
    for way in ways {
        let flags = [way, &FILE, &["--calls-per-tenant", "0"]].concat();
        assert_eq!(faults(&flags, &[KEY]), [""; 0], "{way:?}");
    }
}

#[test]
fn a_secret_and_its_header_are_given_together() {
    let headers = [&FILE[..], &HEADER].concat();
    let named = [&headers[..], &["--tenant-secret-header", "X-Proxy-Secret"]].concat();
    let secret = ("CHAKRA_TENANT_SECRET", "sixteen-characters-or-more");
    for told in [faults(&named, &[KEY]), faults(&headers, &[KEY, secret])] {
        assert!(told.join("").contains("are given together"), "{told:?}");
    }
    let tenants = read(&named, &[KEY, secret]).unwrap().tenants;
    assert!(!tenants.believes_anybody());
    let weak = faults(&named, &[KEY, ("CHAKRA_TENANT_SECRET", "hidden")]).join("");
    assert!(!weak.is_empty() && !weak.contains("hidden"), "{weak}");
}

#[test]
fn an_address_that_is_told_and_its_secret_are_given_together() {
    let flags = [&HEADER[..], &FILE].concat();
    let secret = "whsec_aGlkZGVuLWhpZGRlbi1oaWRkZW4taGlkZGVu";
    let url = ("CHAKRA_NOTIFY_URL", "https://app.example/hooks");
    let given = ("CHAKRA_NOTIFY_SECRET", secret);
    let next = ("CHAKRA_NOTIFY_SECRET_NEXT", secret);
    for (variables, places) in [
        (&[KEY, url][..], &["CHAKRA_NOTIFY_SECRET"][..]),
        (&[KEY, given], &["--notify-url"]),
        (&[KEY, next], &["CHAKRA_NOTIFY_SECRET_NEXT"]),
        // All at once, and without what is wrong in them.
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
fn a_key_is_given_by_a_variable_or_in_a_file() {
    let flags = [&HEADER[..], &FILE].concat();
    for (variables, words) in [
        (&[][..], "it is not set"),
        (&[("CHAKRA_API_KEY", "")], "CHAKRA_API_KEY"),
        (&[("CHAKRA_API_KEY", "hidden words")], "CHAKRA_API_KEY"),
        (
            &[("CHAKRA_API_KEY_FILE", "absent")],
            "CHAKRA_API_KEY_FILE: the file that it names cannot be read",
        ),
        (
            &[KEY, ("CHAKRA_API_KEY_FILE", "absent")],
            "keep one of them",
        ),
    ] {
        let told = faults(&flags, variables).join("\n");
        assert!(told.contains(words) && !told.contains("hidden"), "{told}");
    }
    let file = TomlFile::new("from-a-file\n");
    assert_eq!(
        faults(&flags, &[("CHAKRA_API_KEY_FILE", file.path())]),
        [""; 0]
    );
    let by_flag = [&flags[..], &["--chakra-api-key-file", file.path()]].concat();
    assert_eq!(faults(&by_flag, &[("CHAKRA_API_KEY", "")]), [""; 0]);
    let named = TomlFile::new(&format!("chakra-api-key-file = {:?}\n", file.path()));
    let by_key = [&flags[..], &["--config", named.path()]].concat();
    assert_eq!(faults(&by_key, &[]), [""; 0]);
    // A variable counts before the file of settings.
    assert_eq!(faults(&by_key, &[("CHAKRA_API_KEY", " ")]).len(), 1);
}

#[test]
fn a_database_is_named_or_done_without_in_a_demo_only() {
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
fn a_server_is_named_where_no_other_user_sees_the_password() {
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
    // The variable may be that of the partner's own app.
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

#[test]
fn times_are_set_and_fit_into_each_other() {
    for (times, expected) in [
        (&[][..], (12, 6, 15)),
        (&["--request-time", "20"], (20, 6, 23)),
        (
            &["--request-time", "8", "--chakra-call-time", "8"],
            (8, 8, 11),
        ),
    ] {
        let settings = read(&[&HEADER[..], &FILE, times].concat(), &[KEY])
            .unwrap()
            .settings;
        let told = (
            settings.request_time.unwrap().as_secs(),
            settings.api_timeout.unwrap().as_secs(),
            settings.limits.drain_time.as_secs(),
        );
        assert_eq!(told, expected, "{times:?}");
    }
    let longer = [&HEADER[..], &FILE, &["--request-time", "5"]].concat();
    is_refused(&longer, "--chakra-call-time", "longer than request-time");
    for time in ["0", "61", "1.5", "soon"] {
        let flags = [&HEADER[..], &FILE, &["--request-time", time]].concat();
        is_refused(&flags, "--request-time", "from 1 to 60");
    }
}

#[test]
fn a_list_is_separated_by_commas_in_the_environment() {
    let origins = (
        "CHAKRA_ALLOW_ORIGIN",
        "https://a.example, https://b.example",
    );
    let settings = read(&[&HEADER[..], &FILE].concat(), &[KEY, origins])
        .unwrap()
        .settings;
    assert_eq!(settings.allowed_origins.len(), 2);
}

#[test]
fn the_defaults_are_those_of_the_library() {
    let default = |name: &str| {
        let setting = SETTINGS
            .iter()
            .find(|setting| setting.name == name)
            .unwrap();
        setting.default.unwrap().to_owned()
    };
    let seconds = |time: std::time::Duration| time.as_secs().to_string();
    assert_eq!(
        default("request-time"),
        seconds(chakra_backend::Backend::REQUEST_TIME)
    );
    assert_eq!(
        default("chakra-call-time"),
        seconds(chakra_backend::Client::CALL_TIME)
    );
    assert_eq!(
        default("chakra-api-url"),
        chakra_backend::chakra::DEFAULT_API_URL
    );
    let connections = crate::Limits::default().connections;
    assert_eq!(default("max-connections"), connections.to_string());
}

#[test]
fn no_secret_has_a_flag_for_its_value() {
    let mut command = command();
    let serve = command.find_subcommand_mut("serve").unwrap();
    serve.build();
    let flags: Vec<_> = serve
        .get_arguments()
        .filter_map(clap::Arg::get_long)
        .collect();
    for setting in SETTINGS.iter().filter(|it| it.value == Value::Secret) {
        assert!(flags.contains(&format!("{}-file", setting.name).as_str()));
        assert!(!flags.contains(&setting.name));
    }
}
