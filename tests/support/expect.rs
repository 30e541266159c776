//! The expectations of a story.

use chakra_connect::flow::config::Source;
use chakra_connect::flow::error::{Code, Failure};
use chakra_connect::flow::io::{AttemptId, CancelReason, Intent, Request, RequestId};
use chakra_connect::flow::status::Number;
use chakra_connect::flow::{Event, Output, Snapshot, State};

use super::Sim;

/// The details of a `chakra-connected` event.
#[derive(Debug, PartialEq)]
pub struct Connected {
    pub attempt: AttemptId,
    pub verified: bool,
    pub late: bool,
    pub state: State,
    pub numbers: Vec<Number>,
}

impl Sim {
    #[track_caller]
    pub fn expect_nothing(&mut self) {
        if let Some(output) = self.pending.front() {
            let unexpected = format!("not expected: {output:?}");
            self.fail(&unexpected);
        }
    }

    /// The next output of any kind, if there is one.
    pub fn pending_output(&mut self) -> Option<Output> {
        self.pending.pop_front()
    }

    /// The next output.
    #[track_caller]
    pub fn next(&mut self, wanted: &str) -> Output {
        match self.pending.pop_front() {
            Some(output) => output,
            None => self.fail(&format!("{wanted} was expected, and nothing came")),
        }
    }

    #[track_caller]
    pub fn expect_fetch(&mut self) -> (Source, Request) {
        match self.next("a request") {
            Output::Fetch(id, source, request) => {
                self.asked = id;
                (source, request)
            }
            other => self.fail(&format!("a request was expected, not {other:?}")),
        }
    }

    #[track_caller]
    pub fn expect_status_fetch(&mut self) -> RequestId {
        let (_, request) = self.expect_fetch();
        self.check(&request, &Request::Status);
        self.asked
    }

    /// Expects a token request without a known plugin.
    #[track_caller]
    pub fn expect_token_fetch(&mut self) -> RequestId {
        let (_, request) = self.expect_fetch();
        let intent = Intent::Connect;
        let plugin_id = None;
        self.check(&request, &Request::Token { intent, plugin_id });
        self.asked
    }

    /// Expects a token request for this plugin.
    #[track_caller]
    pub fn expect_token_fetch_for(&mut self, plugin: &str) -> RequestId {
        let (_, request) = self.expect_fetch();
        self.check(
            &request,
            &Request::Token {
                intent: Intent::Connect,
                plugin_id: Some(plugin.to_owned()),
            },
        );
        self.asked
    }

    #[track_caller]
    pub fn expect_abort(&mut self, request: RequestId) {
        let output = self.next("an abort");
        self.check(&output, &Output::Abort(request));
    }

    /// Whichever request it stops.
    #[track_caller]
    pub fn expect_an_abort(&mut self) {
        let output = self.next("an abort");
        assert!(matches!(output, Output::Abort(_)), "{output:?}");
    }

    #[track_caller]
    pub fn expect_load_sdk(&mut self) -> String {
        match self.next("the SDK's loading") {
            Output::LoadSdk(script, url) => {
                self.script = script;
                url
            }
            other => self.fail(&format!("the SDK's loading was expected, not {other:?}")),
        }
    }

    /// Expects a mount. Returns the frame's token.
    #[track_caller]
    pub fn expect_mount(&mut self) -> String {
        match self.next("a mount") {
            Output::Mount(frame, token) => {
                self.frame = frame;
                token.secret().to_owned()
            }
            other => self.fail(&format!("a mount was expected, not {other:?}")),
        }
    }

    #[track_caller]
    pub fn expect_unmount(&mut self) {
        let output = self.next("an unmount");
        self.check(&output, &Output::Unmount);
    }

    /// Expects that the hint is passed on to the backend.
    #[track_caller]
    pub fn expect_hint(&mut self, name: &str) -> AttemptId {
        match self.next("a hint") {
            Output::SendHint { attempt, event, .. } if event == name => attempt,
            other => self.fail(&format!("the hint {name} was expected, not {other:?}")),
        }
    }

    #[track_caller]
    pub fn expect_event(&mut self, wanted: &str) -> Event {
        match self.next(wanted) {
            Output::Emit(event) => event,
            other => self.fail(&format!("{wanted} was expected, not {other:?}")),
        }
    }

    #[track_caller]
    pub fn expect_ready(&mut self) {
        let event = self.expect_event("ready");
        self.check(&event, &Event::Ready);
    }

    #[track_caller]
    pub fn expect_connected(&mut self) -> Connected {
        match self.expect_event("connected") {
            Event::Connected {
                attempt,
                verified,
                late,
                state,
                numbers,
            } => Connected {
                attempt,
                verified,
                late,
                state,
                numbers,
            },
            other => self.fail(&format!("connected was expected, not {other:?}")),
        }
    }

    #[track_caller]
    pub fn expect_cancelled(&mut self, wanted: CancelReason) -> AttemptId {
        match self.expect_event("cancelled") {
            Event::Cancelled {
                attempt, reason, ..
            } if reason == wanted => attempt,
            other => self.fail(&format!(
                "cancelled for {wanted:?} was expected, not {other:?}"
            )),
        }
    }

    #[track_caller]
    pub fn expect_failed(&mut self, wanted: Code) -> (Option<AttemptId>, Failure) {
        match self.expect_event("failed") {
            Event::Failed { attempt, failure } if failure.code == wanted => (attempt, failure),
            other => self.fail(&format!(
                "failed with {wanted:?} was expected, not {other:?}"
            )),
        }
    }

    #[track_caller]
    pub fn expect_disconnected(&mut self) {
        let event = self.expect_event("disconnected");
        self.check(&event, &Event::Disconnected);
    }

    #[track_caller]
    pub fn expect_state(&self, state: State) {
        if self.machine.state() != state {
            self.fail(&format!(
                "the state is {:?}, not {state:?}",
                self.machine.state()
            ));
        }
    }

    pub fn snapshot(&self) -> Snapshot {
        self.machine.snapshot()
    }

    #[track_caller]
    fn check<T: PartialEq + std::fmt::Debug>(&self, found: &T, wanted: &T) {
        if found != wanted {
            self.fail(&format!("{wanted:?} was expected, not {found:?}"));
        }
    }

    #[track_caller]
    pub(super) fn fail(&self, why: &str) -> ! {
        panic!("{why}\n{}", self.transcript.join("\n"));
    }
}
