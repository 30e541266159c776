//! Flags, variables and the file, and which of them takes precedence.

use super::{FILE, HEADER, KEY, TomlFile, faults, read};
use crate::command_line::command;
use crate::configuration::table::{SETTINGS, Value};

#[test]
fn all_faults_are_reported_together() {
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
fn a_flag_overrides_a_variable_and_a_variable_the_file() {
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
fn faults_in_the_file_are_reported_with_their_key() {
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
fn a_switch_that_is_neither_on_nor_off_is_reported_once() {
    let wrong = ("CHAKRA_DATABASE_IN_MEMORY", "maybe");
    let told = faults(&[&HEADER[..], &FILE].concat(), &[KEY, wrong]);
    assert_eq!(told, ["CHAKRA_DATABASE_IN_MEMORY: it is true or false"]);
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
    // A variable overrides the file of settings.
    assert_eq!(faults(&by_key, &[("CHAKRA_API_KEY", " ")]).len(), 1);
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
