use chakra_connect::flow::config::{Config, RequestHeaders, Source};
use chakra_connect::flow::error::{Code, Failure};
use chakra_connect::flow::io::{
    AttemptId, CallId, FrameId, OpenAttempt, Request, RequestId, ScriptId, Settlement,
};
use chakra_connect::flow::reply::{HttpReply, Reply};
use chakra_connect::flow::vendor::{Callback, VendorEvent};
use chakra_connect::flow::{Event, Input, Output, State, trace};

use super::super::colours::{DARK, LIGHT};
use super::super::line::{Direction, Line};
use super::*;

/// Placed wherever something private may be.
const PRIVATE: &str = "private-4711";
/// A user agent that is longer than a narrow line.
const AGENT: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0";

fn private() -> String {
    PRIVATE.to_owned()
}

fn source() -> Source {
    Source::Url(private())
}

/// Inputs and outputs with as much private data as they can carry.
fn telling() -> (Vec<Input>, Vec<Output>) {
    let config = Config {
        token: Some(source()),
        tenant: Some(private()),
        headers: RequestHeaders(vec![(private(), private())]),
        ..Config::default()
    };
    let attempt = OpenAttempt {
        id: AttemptId(1),
        intent: chakra_connect::flow::io::Intent::Replace,
        baseline: Some(vec![private()]),
    };
    let failure = Failure {
        vendor_code: Some(private()),
        vendor_message: Some(private()),
        ..Failure::new(Code::VendorError)
    };
    let failed = || Event::Failed {
        attempt: Some(AttemptId(1)),
        failure: failure.clone(),
    };
    let finished = VendorEvent {
        callback: Callback::Success,
        event: "null".to_owned(),
        data: format!("{{\"phoneNumberId\":\"{PRIVATE}\"}}"),
    };
    let reply = Reply::Http(HttpReply {
        status: 200,
        body: private(),
        ..HttpReply::default()
    });
    let token = Request::Token {
        intent: attempt.intent,
        plugin_id: Some(private()),
    };
    let choice = Request::Choice {
        phone_number_id: private(),
    };
    let inputs = vec![
        Input::Start(config),
        Input::Choose(private()),
        Input::Reply(RequestId(1), reply.clone()),
        Input::SharedResponse(reply),
        Input::Vendor(FrameId(1), finished),
        Input::MountFailed(FrameId(2), failure.clone()),
    ];
    let outputs = vec![
        Output::Fetch(RequestId(2), source(), token),
        Output::Fetch(RequestId(3), source(), choice),
        Output::LoadSdk(ScriptId(1), private()),
        Output::Remember(Some(attempt)),
        Output::Emit(failed()),
        Output::Emit(Event::Progress {
            attempt: AttemptId(1),
            event: private(),
            step: Some(private()),
        }),
        Output::Settle(CallId(1), Settlement::Event(failed())),
        Output::Emit(Event::StateChange {
            state: State::Unavailable,
            previous: State::Loading,
        }),
    ];
    (inputs, outputs)
}

fn recording() -> Recording {
    let (inputs, outputs) = telling();
    let mut recording = Recording::beginning_in("loading");
    let heard = inputs.iter().map(|it| (Direction::In, trace::input(it)));
    let done = outputs.iter().map(|it| (Direction::Out, trace::output(it)));
    let mut at = 0.0;
    for (direction, text) in heard.chain(done) {
        recording.keep(Line {
            at,
            direction,
            text,
        });
        at += 70.0;
    }
    recording
}

fn look(width: f64) -> Look<'static> {
    Look {
        width,
        colours: LIGHT,
        title: Some(Title {
            version: "1.2.3",
            time: "2026-01-02T03:04:05Z",
            user_agent: AGENT,
        }),
    }
}

fn all(node: &Node) -> Vec<&Node> {
    let below = node.children.iter().flat_map(all);
    std::iter::once(node).chain(below).collect()
}

#[test]
fn no_picture_contains_private_data() {
    let file = picture(&recording(), &look(960.0)).file();
    assert!(!file.contains(PRIVATE), "{file}");
    // Something was drawn.
    for label in ["start", ">token<", "vendor_error", "unavailable", "frame"] {
        assert!(file.contains(label), "{label}: {file}");
    }
}

#[test]
fn a_file_says_what_it_is_and_fetches_nothing() {
    let root = picture(&recording(), &look(960.0));
    let file = root.file();
    for said in [
        "chakra-connect 1.2.3",
        "2026-01-02T03:04:05Z",
        AGENT,
        "Failures: ",
    ] {
        assert!(file.contains(said), "{said}: {file}");
    }
    let namespace = file.matches("http").count() - AGENT.matches("http").count();
    let statuses = file.matches(" http ").count();
    assert_eq!(namespace - statuses, 1, "the namespace alone: {file}");
    for reaching in [
        "url(", "href", "<style", "style=", "class=", "<script", "var(",
    ] {
        assert!(!file.contains(reaching), "{reaching}");
    }
    for node in all(&root) {
        let is_shape = ["rect", "circle", "path", "text"].contains(&node.name);
        let has_fill = node.attributes.iter().any(|(name, _)| *name == "fill");
        assert!(!is_shape || has_fill, "no colour of its own: {node:?}");
    }
    assert!(file.contains("monospace"));
}

#[test]
fn the_page_has_a_label_and_no_title() {
    let look = Look {
        title: None,
        ..look(320.0)
    };
    let root = picture(&recording(), &look);
    let label = root
        .attributes
        .iter()
        .find(|(name, _)| *name == "aria-label");
    let (_, label) = label.expect("a label");
    assert!(label.contains("loading, unavailable"), "{label}");
    assert!(root.attributes.contains(&("role", "img".to_owned())));
    assert!(root.children.iter().all(|it| it.name != "title"));
}

#[test]
fn no_text_exceeds_the_picture_at_any_width() {
    for width in [240.0, 320.0, 960.0] {
        let root = picture(&recording(), &look(width));
        let texts: Vec<_> = all(&root)
            .into_iter()
            .filter(|it| it.name == "text")
            .collect();
        assert!(texts.len() > 20);
        for text in texts {
            let x = text.attributes.iter().find(|(name, _)| *name == "x");
            let x: f64 = x.expect("a place").1.parse().expect("a number");
            // The title is set larger.
            let end = x + room(&text.text);
            assert!(
                x >= 0.0 && end <= width,
                "{width}: {} ends at {end}",
                text.text
            );
        }
    }
}

#[test]
fn both_schemes_draw_the_same_in_other_colours() {
    let light = picture(&recording(), &look(960.0));
    let dark = picture(
        &recording(),
        &Look {
            colours: DARK,
            ..look(960.0)
        },
    );
    assert_eq!(all(&light).len(), all(&dark).len());
    assert!(light.file().contains(LIGHT.ground) && !light.file().contains(DARK.ground));
    assert!(dark.file().contains(DARK.ground) && !dark.file().contains(LIGHT.ink));
}

#[test]
fn an_empty_recording_is_said_to_be_empty() {
    let recording = Recording::beginning_in("loading");
    assert_eq!(summary(&recording), "Timeline: nothing heard yet.");
    let root = picture(&recording, &look(320.0));
    assert_eq!(
        all(&root).iter().filter(|it| it.name == "circle").count(),
        1,
        "the legend's"
    );
}

#[test]
fn lines_break_at_spaces_and_long_words_anywhere() {
    let width = LETTER * 10.5;
    assert_eq!(wrapped("one two three", width), ["one two", "three"]);
    assert_eq!(
        wrapped("a 12345678901234 b", width),
        ["a", "1234567890", "1234 b"]
    );
    assert_eq!(wrapped("ever", 1.0), ["e", "v", "e", "r"]);
}
