//! Times and limits, and their defaults.

use super::{FILE, HEADER, KEY, is_refused, read};
use crate::configuration::table::SETTINGS;

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
fn a_load_balancer_has_five_seconds_to_notice_by_default() {
    for (flags, seconds) in [
        (&[][..], 5),
        (&["--shutdown-delay", "0"], 0),
        (&["--shutdown-delay", "30"], 30),
    ] {
        let read = read(&[&HEADER[..], &FILE, flags].concat(), &[KEY]).unwrap();
        let delay = read.settings.limits.shutdown_delay;
        assert_eq!(delay.as_secs(), seconds);
    }
    let flags = [&HEADER[..], &FILE, &["--shutdown-delay", "301"]].concat();
    is_refused(&flags, "--shutdown-delay", "from 0 to 300");
}
