//! `--engine`: the stages whose tests run in a browser other than Chromium.

use std::process::Command;

use anyhow::{Result, ensure};
use clap::ValueEnum;

use super::{Stage, name};

/// A family of browsers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Engine {
    Chromium,
    /// The oldest Chromium that Debian serves
    #[value(name = "chromium-120")]
    Chromium120,
    Firefox,
    Webkit,
}

/// End-to-end tests that only Chromium can run, and why.
const CHROMIUM_ONLY: [(&str, &str); 27] = [
    ("cut_off::in_a_frame_the_outer_page_is_requested", NO_POPUP),
    ("failure_card::it_is_the_widgets_own_card", NO_SCHEME),
    (
        "failure_card::plain_text_remains_if_nothing_loads",
        NO_CACHE,
    ),
    ("forged_windows::an_opener_is_not_believed", SANDBOX),
    (
        "forged_windows::events_with_the_vendors_origin_and_source_are_hints_at_most",
        SANDBOX,
    ),
    ("forged_windows::no_window_is_believed", SANDBOX),
    (
        "guest_lifecycle::a_thousand_times",
        "no other driver counts nodes and listeners",
    ),
    (
        "guest_lifecycle::works_when_prerendered",
        "no other engine renders pages ahead of time",
    ),
    ("hostile_page::forged_messages", SANDBOX),
    (
        "keyboard::the_whole_way",
        "the driver loses the focus on the way out of the vendor's frame; the stage `engines` has real keys",
    ),
    ("layout::nothing_moves_until_it_is_ready", NO_SHIFTS),
    ("layout::nothing_moves_until_it_shows_the_number", NO_SHIFTS),
    ("layout::nothing_moves_with_the_script_tag", NO_SHIFTS),
    ("layout::the_vendors_button_gets_its_click", NO_RELEASE),
    (
        "layout::the_vendors_button_gets_its_click_in_a_scrolled_page",
        NO_RELEASE,
    ),
    (
        "layout::the_vendors_button_gets_its_click_in_a_scaled_page",
        NO_RELEASE,
    ),
    ("never_blank::offline", NO_NETWORK),
    (
        "parents::the_size_is_the_same_while_waiting_failed_and_ready",
        NO_CACHE,
    ),
    (
        "phone::every_outcome_on_a_phone",
        "no other driver has a phone's screen and touch",
    ),
    (
        "policies::require_corp_blocks_the_vendors_script",
        "the test reads Chromium's own words",
    ),
    (
        "presence::focus_visibility_and_network_can_be_taken_and_restored",
        NO_NETWORK,
    ),
    ("script_place::it_finds_its_files", NO_CACHE),
    ("script_tag::intent_starts_it", NO_CACHE),
    ("script_tag::every_way_of_embedding", NO_CACHE),
    ("spoken::a_failure_to_load_is_announced_once", NO_CACHE),
    (
        "timeline::a_signup_is_drawn_and_saved_without_secrets",
        "no other driver names the folder of downloads",
    ),
    (
        "timeline::the_picture_follows_the_screen_and_the_scheme",
        NO_SCHEME,
    ),
];
/// End-to-end tests that Chromium 120 cannot run, and why.
const NOT_IN_120: [(&str, &str); 5] = [
    ("failing::a_retry_that_helps", ZOOMED),
    ("failing::the_disconnection", ZOOMED),
    (
        "guest_lifecycle::works_when_prerendered",
        "it does not render the page ahead of time",
    ),
    (
        "layout::the_vendors_button_gets_its_click_in_a_scaled_page",
        ZOOMED,
    ),
    (
        "timeline::a_signup_is_drawn_and_saved_without_secrets",
        "the playground's own colours need light-dark(), of 2024",
    ),
];
const NO_CACHE: &str = "no other driver empties the cache";
const NO_NETWORK: &str = "no other driver cuts the network off";
const NO_POPUP: &str = "elsewhere, a minimised window is not taken for one with a popup in front";
const NO_RELEASE: &str =
    "the driver does not release a button in another frame; the stage `engines` has a real mouse";
const NO_SCHEME: &str = "no other driver chooses the colour scheme";
const NO_SHIFTS: &str = "no other engine reports layout shifts";
const ZOOMED: &str = "before 128, the driver misses buttons in a page with `zoom`";
const SANDBOX: &str = "Firefox's driver keeps its scripts apart from the page's";

/// Fails if a chosen stage does not support other browsers.
pub(super) fn allow(engine: Engine, stages: &[Stage]) -> Result<()> {
    let has_engines = |stage: &Stage| match stage {
        Stage::E2e => engine != Engine::Webkit,
        Stage::Faults => engine != Engine::Chromium120,
        _ => false,
    };
    ensure!(
        engine == Engine::Chromium || stages.iter().all(has_engines),
        "`--engine {}` needs `--only {}`",
        name(engine),
        match engine {
            Engine::Webkit => "faults",
            Engine::Chromium120 => "e2e",
            _ => "e2e`, or `--only faults",
        }
    );
    Ok(())
}

/// Makes the end-to-end tests run in that browser, and lists those that cannot.
pub(super) fn end_to_end(engine: Engine, mut tests: Command) -> Command {
    let (skipped, only): (&[(&str, &str)], _) = match engine {
        Engine::Chromium => return tests,
        Engine::Chromium120 => (&NOT_IN_120, "not in Chromium 120"),
        Engine::Firefox | Engine::Webkit => {
            tests.env("CHAKRA_ENGINE", name(engine));
            (&CHROMIUM_ONLY, "only in Chromium")
        }
    };
    tests.args(["--", "--exact"]);
    for (test, why) in skipped {
        println!("{only}: {test}: {why}");
        tests.args(["--skip", test]);
    }
    tests
}

/// Makes the fault matrix run in that browser.
pub(super) fn faults(engine: Engine, mut cells: Command) -> Command {
    cells.args(["--", "--engine", &name(engine)]);
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Places;

    #[test]
    fn each_skipped_test_exists() {
        let tests = Places::find().unwrap().root.join("tests/e2e/tests/e2e");
        for (test, _) in CHROMIUM_ONLY.iter().chain(&NOT_IN_120) {
            let (module, name) = test.split_once("::").unwrap();
            let file = tests.join(module).with_extension("rs");
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            assert!(
                text.contains(&format!("fn {name}(")),
                "no test is called {test}"
            );
        }
    }
}
