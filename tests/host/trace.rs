//! The debug log: each input and output with a short name, and nothing private or secret.

use core::time::Duration;

use chakra_connect::flow::config::{Config, RequestHeaders, Source};
use chakra_connect::flow::error::{Call, Code, Failure};
use chakra_connect::flow::io::{
    AttemptId, CallId, CancelReason, FrameFocus, FrameId, Intent, Method, OpenAttempt, Page,
    Request, RequestId, ScriptId, Settlement,
};
use chakra_connect::flow::reply::{HttpReply, Reply};
use chakra_connect::flow::time::Millis;
use chakra_connect::flow::token::CachedToken;
use chakra_connect::flow::vendor::{Callback, VendorEvent};
use chakra_connect::flow::{Event, Input, Output, State, trace};
use serde_json::json;

use crate::support::jwt;

/// Put in every place that may hold private data.
const PRIVATE: &str = "private-4711";

fn private() -> String {
    PRIVATE.to_owned()
}

fn failure() -> Failure {
    Failure {
        vendor_code: Some(private()),
        vendor_message: Some(private()),
        ..Failure::new(Code::VendorError).with_call(Call::Token)
    }
}

fn attempt() -> OpenAttempt {
    OpenAttempt {
        id: AttemptId(0xabc),
        intent: Intent::Replace,
        baseline: Some(vec![private()]),
    }
}

fn reply() -> Reply {
    Reply::Http(HttpReply {
        status: 200,
        body: private(),
        ..HttpReply::default()
    })
}

#[test]
fn the_trace_of_inputs_is_not_private() {
    let config = Config {
        token: Some(Source::Url(private())),
        tenant: Some(private()),
        headers: RequestHeaders(vec![(private(), private())]),
        ..Config::default()
    };
    let page = Page {
        visible: true,
        focused: false,
        in_view: true,
        frame: FrameFocus::Pointer,
    };
    let finished = VendorEvent {
        callback: Callback::Success,
        event: "null".to_owned(),
        data: json!({ "phoneNumberId": PRIVATE }).to_string(),
    };
    let table = [
        (Input::Start(config), "Start"),
        (
            Input::Recall(attempt(), Duration::from_secs(61)),
            "Recall 0000000000000abc 61 s",
        ),
        (
            Input::Call(CallId(1), Method::Connect(Intent::Replace)),
            "Call 1 connect replace",
        ),
        (Input::Call(CallId(2), Method::Reset), "Call 2 reset"),
        (Input::Connect(Intent::Connect), "Connect connect"),
        (Input::ConnectAllowed(false), "ConnectAllowed no"),
        (Input::Withdraw, "Withdraw"),
        (Input::DisconnectAllowed(true), "DisconnectAllowed yes"),
        (Input::Reset(CancelReason::Superseded), "Reset superseded"),
        (Input::Choose(private()), "Choose"),
        (Input::Reply(RequestId(3), reply()), "Reply 3 http 200"),
        (
            Input::Reply(RequestId(3), Reply::TenantChanged),
            "Reply 3 tenant changed",
        ),
        (Input::Sdk(ScriptId(4), Ok(())), "Sdk 4 loaded"),
        (
            Input::Sdk(ScriptId(4), Err(failure())),
            "Sdk 4 vendor_error",
        ),
        (
            Input::MountFailed(FrameId(5), failure()),
            "MountFailed 5 vendor_error",
        ),
        (Input::Vendor(FrameId(5), finished), "Vendor 5 finished"),
        (Input::FrameRemoved(FrameId(5)), "FrameRemoved 5"),
        (Input::Moved, "Moved"),
        (Input::Removed, "Removed"),
        (
            Input::Page(page),
            "Page visible in-view in-frame-by-pointer",
        ),
        (
            Input::SharedResponse(Reply::Unreachable),
            "SharedResponse unreachable",
        ),
        (
            Input::InitialStatus(Reply::Unreachable),
            "InitialStatus unreachable",
        ),
        (Input::Tick, "Tick"),
    ];
    for (input, name) in table {
        assert_eq!(trace::input(&input), name);
    }
}

#[test]
fn the_trace_of_outputs_is_not_private() {
    let token = CachedToken::from_payload(
        &json!({ "connectToken": jwt::living(3600.0) }),
        Millis(0),
        None,
    );
    let source = || Source::Url(private());
    let failed = || Event::Failed {
        attempt: Some(AttemptId(1)),
        failure: failure(),
    };
    let choice = Request::Choice {
        phone_number_id: private(),
    };
    let first_token = Request::Token {
        intent: Intent::Connect,
        plugin_id: Some(private()),
    };
    let table = [
        (
            Output::Fetch(RequestId(1), source(), Request::Status),
            "Fetch 1 status",
        ),
        (
            Output::Fetch(RequestId(2), source(), first_token),
            "Fetch 2 token",
        ),
        (
            Output::Fetch(RequestId(3), source(), choice),
            "Fetch 3 choice",
        ),
        (Output::Abort(RequestId(3)), "Abort 3"),
        (Output::LoadSdk(ScriptId(4), private()), "LoadSdk 4"),
        (Output::Mount(FrameId(5), token.unwrap().token), "Mount 5"),
        (Output::Unmount, "Unmount"),
        (Output::ReleaseFocus, "ReleaseFocus"),
        (
            Output::Remember(Some(attempt())),
            "Remember 0000000000000abc",
        ),
        (Output::Remember(None), "Remember nothing"),
        (
            Output::AskBeforeConnect(Intent::Replace),
            "AskBeforeConnect replace",
        ),
        (Output::AskBeforeDisconnect, "AskBeforeDisconnect"),
        (Output::Emit(failed()), "Emit chakra-failed vendor_error"),
        (Output::Emit(Event::Ready), "Emit chakra-ready"),
        (
            Output::Emit(Event::StateChange {
                state: State::Connecting,
                previous: State::NotConnected,
            }),
            "Emit chakra-statechange connecting",
        ),
        (
            Output::Settle(CallId(6), Settlement::Event(failed())),
            "Settle 6 chakra-failed",
        ),
        (
            Output::Settle(CallId(6), Settlement::State(State::Connected)),
            "Settle 6 connected",
        ),
        (Output::Warn("anything"), "Warn"),
        (Output::Broadcast, "Broadcast"),
    ];
    for (output, name) in table {
        assert_eq!(trace::output(&output), name);
    }
}
