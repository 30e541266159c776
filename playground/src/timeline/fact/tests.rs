use chakra_connect::flow::error::{Code, Failure};
use chakra_connect::flow::io::{
    AttemptId, FrameFocus, Intent, OpenAttempt, Page, Request, RequestId, ScriptId,
};
use chakra_connect::flow::reply::{HttpReply, Reply};
use chakra_connect::flow::{Event, Input, Output, State, trace};

use super::*;

/// A recording of what the widget itself would print, at intervals of a tenth of a second.
pub(crate) fn recorded(lines: &[(Direction, String)]) -> Recording {
    let mut recording = Recording::beginning_in("loading");
    let mut at = 5000.0;
    for (direction, text) in lines {
        recording.keep(Line {
            at,
            direction: *direction,
            text: text.clone(),
        });
        at += 100.0;
    }
    recording
}

fn heard(input: &Input) -> (Direction, String) {
    (Direction::In, trace::input(input))
}

fn done(output: &Output) -> (Direction, String) {
    (Direction::Out, trace::output(output))
}

fn answered(status: u16) -> Reply {
    Reply::Http(HttpReply {
        status,
        ..HttpReply::default()
    })
}

fn shows(state: State, previous: State) -> (Direction, String) {
    done(&Output::Emit(Event::StateChange { state, previous }))
}

fn source() -> chakra_connect::flow::config::Source {
    chakra_connect::flow::config::Source::Function
}

/// Lane, start, extent, tone and label of each.
fn table(recording: &Recording) -> Vec<(Lane, f64, Extent, Tone, String)> {
    let each = |it: Fact| (it.lane, it.at, it.extent, it.tone, it.label);
    facts(recording).into_iter().map(each).collect()
}

#[test]
fn a_request_lasts_from_its_start_to_its_answer() {
    let request = |id| Output::Fetch(RequestId(id), source(), Request::Status);
    let recording = recorded(&[
        done(&request(1)),
        done(&request(2)),
        heard(&Input::Reply(RequestId(2), answered(503))),
        heard(&Input::Reply(RequestId(1), answered(200))),
        done(&request(3)),
        done(&Output::Abort(RequestId(3))),
        done(&request(4)),
        heard(&Input::Reply(RequestId(9), Reply::TimedOut)),
    ]);
    let until = |at| Extent::Until(Some(at));
    let open = Extent::Until(None);
    let (requests, plain, bad) = (Lane::Requests, Tone::Plain, Tone::Bad);
    let expected = [
        (Lane::State, 0.0, open, plain, "loading"),
        (requests, 0.0, until(300.0), plain, "status → 200"),
        (requests, 100.0, until(200.0), bad, "status → 503"),
        (requests, 400.0, until(500.0), plain, "status → aborted"),
        (requests, 600.0, open, plain, "status"),
        (requests, 700.0, Extent::In, bad, "request timed out"),
    ];
    let expected =
        expected.map(|(lane, at, extent, tone, label)| (lane, at, extent, tone, label.to_owned()));
    assert_eq!(table(&recording), expected);
    let second = facts(&recording).remove(2);
    assert_eq!(
        second.lines,
        [
            "0.100 s  out Fetch 2 status",
            "0.200 s  in  Reply 2 http 503"
        ]
    );
}

#[test]
fn states_follow_one_another_without_a_gap() {
    let recording = recorded(&[
        heard(&Input::Moved),
        shows(State::NotConnected, State::Loading),
        shows(State::Unavailable, State::NotConnected),
        shows(State::Connected, State::Unavailable),
    ]);
    let states: Vec<_> = facts(&recording)
        .into_iter()
        .filter(|it| it.lane == Lane::State)
        .map(|it| (it.label, it.at, it.extent, it.tone))
        .collect();
    let until = |at| Extent::Until(Some(at));
    let expected = [
        ("loading", 0.0, until(100.0), Tone::Plain),
        ("not_connected", 100.0, until(200.0), Tone::Plain),
        ("unavailable", 200.0, until(300.0), Tone::Bad),
        ("connected", 300.0, Extent::Until(None), Tone::Good),
    ];
    assert_eq!(
        states,
        expected.map(|(label, at, extent, tone)| (label.to_owned(), at, extent, tone))
    );
}

#[test]
fn the_frame_lasts_from_mount_to_unmount_and_a_script_may_fail() {
    let failure = Failure::new(Code::SdkLoadFailed);
    let recording = recorded(&[
        done(&Output::LoadSdk(
            ScriptId(1),
            "https://vendor.example/".to_owned(),
        )),
        heard(&Input::Sdk(ScriptId(1), Err(failure))),
        (Direction::Out, "Mount 7".to_owned()),
        (Direction::In, "Vendor 7 finished".to_owned()),
        done(&Output::Unmount),
    ]);
    let vendor: Vec<_> = table(&recording)
        .into_iter()
        .filter(|it| it.0 == Lane::Vendor)
        .map(|(_, at, extent, tone, label)| (at, extent, tone, label))
        .collect();
    let expected = [
        (
            0.0,
            Extent::Until(Some(100.0)),
            Tone::Bad,
            "script → sdk_load_failed",
        ),
        (200.0, Extent::Until(Some(400.0)), Tone::Plain, "frame"),
        (300.0, Extent::In, Tone::Plain, "finished"),
    ];
    assert_eq!(
        vendor,
        expected.map(|(at, extent, tone, label)| (at, extent, tone, label.to_owned()))
    );
}

#[test]
fn calls_of_the_page_end_with_their_settlement() {
    let recording = recorded(&[
        (Direction::In, "Call 1 connect replace".to_owned()),
        (Direction::In, "Call 2 refresh".to_owned()),
        (Direction::Out, "Settle 2 connected".to_owned()),
        (Direction::Out, "Settle 1 chakra-failed".to_owned()),
    ]);
    let labels: Vec<_> = facts(&recording)
        .into_iter()
        .filter(|it| it.lane == Lane::Page)
        .map(|it| (it.label, it.tone))
        .collect();
    let expected = [
        ("connect(replace) → failed", Tone::Bad),
        ("refresh() → connected", Tone::Good),
    ];
    assert_eq!(
        labels,
        expected.map(|(label, tone)| (label.to_owned(), tone))
    );
}

/// The page's state is sent before each tick; only changes are shown.
#[test]
fn the_page_is_shown_where_it_changes() {
    let page = |visible, focused, frame| {
        heard(&Input::Page(Page {
            visible,
            focused,
            in_view: visible,
            frame,
        }))
    };
    let (outside, pointer) = (FrameFocus::Outside, FrameFocus::Pointer);
    let lines = [
        page(true, true, outside),
        heard(&Input::Tick),
        page(true, true, outside),
        page(true, true, pointer),
        page(true, false, pointer),
        page(true, false, pointer),
        page(false, true, outside),
        page(true, true, outside),
    ];
    let labels: Vec<_> = facts(&recorded(&lines))
        .into_iter()
        .filter(|it| it.lane == Lane::Page)
        .map(|it| it.label)
        .collect();
    let expected = [
        "page visible, focused, in-view",
        "page in-frame-by-pointer",
        "page not focused",
        "page hidden, focused, out of view, out of the frame",
        "page visible, in-view",
    ];
    assert_eq!(labels, expected);
}

/// Whatever a later version prints has a place; the id of an attempt does not appear in a label.
#[test]
fn no_line_is_lost() {
    let attempt = OpenAttempt {
        id: AttemptId(0xabc),
        intent: Intent::Connect,
        baseline: None,
    };
    let recording = recorded(&[
        (Direction::In, "SomethingNew 4 with words".to_owned()),
        done(&Output::Remember(Some(attempt.clone()))),
        heard(&Input::Recall(attempt, core::time::Duration::from_secs(61))),
        done(&Output::Remember(None)),
        done(&Output::AskBeforeDisconnect),
        heard(&Input::DisconnectAllowed(false)),
        (Direction::In, "Connect connect".to_owned()),
        done(&Output::AskBeforeConnect(Intent::Connect)),
        heard(&Input::ConnectAllowed(true)),
        done(&Output::AskBeforeConnect(Intent::Replace)),
        heard(&Input::ConnectedElsewhere),
        done(&Output::SendHint {
            source: source(),
            attempt: AttemptId(1),
            event: "finished".to_owned(),
        }),
        heard(&Input::SharedResponse(answered(200))),
    ]);
    let labels: Vec<_> = facts(&recording)
        .into_iter()
        .skip(1)
        .map(|it| it.label)
        .collect();
    let expected = [
        "something new 4 with words",
        "remember attempt",
        "recall attempt, 61 s old",
        "forget attempt",
        "asked the page: disconnect",
        "page said no",
        "connect",
        "asked the page",
        "page said yes",
        "asked the page: replace",
        "connected elsewhere",
        "hint finished",
        "shared response http 200",
    ];
    assert_eq!(labels, expected);
}

#[test]
fn an_empty_recording_has_no_facts() {
    let recording = Recording::beginning_in("connected");
    assert_eq!(facts(&recording), []);
    assert!(length(&recording).abs() < f64::EPSILON);
}
