//! The ten ways a signup ends: the state, the one event, and the next step.

use std::collections::BTreeMap;
use std::io::Write;

use chakra_backend_server::Server;
use chakra_e2e::{Page, Recorded, Rig, Widget, sandbox};
use chakra_sandbox::{Sandbox, SettingsChange};

/// A signup that was ended in one way, and its result.
struct Tried {
    rig: Rig<Server>,
    sandbox: Sandbox,
    outcome: &'static str,
}

impl Tried {
    /// Opens the demo page, clicks in the vendor's frame, and ends the signup in the popup.
    async fn new(outcome: &'static str) -> Self {
        let sandbox = sandbox().await;
        let soon = SettingsChange {
            coexistence_delay_ms: Some(1500),
            ..SettingsChange::default()
        };
        sandbox.configure(soon).unwrap();
        let rig = Rig::start(&sandbox).await;
        rig.page.open("/").await;
        let tried = Self {
            rig,
            sandbox,
            outcome,
        };
        tried.widget().becomes("not_connected").await;
        assert!(tried.widget().offers_signup().await);
        tried.widget().sign_up(outcome).await;
        tried
    }

    fn page(&self) -> &Page {
        &self.rig.page
    }

    fn widget(&self) -> Widget<'_> {
        self.page().widget()
    }

    /// Waits for the outcome. Checks that the attempt has no second one, and checks the resulting state. Adds a row to
    /// the table in the tests' output.
    async fn ends(&self, state: &str, event: &str) -> Recorded {
        self.page().has_outcomes(1).await;
        self.widget().becomes(state).await;
        self.page().settles().await;
        let outcomes = self.page().outcomes().await;
        assert_eq!(outcomes.len(), 1, "{outcomes:#?}");
        let ended = outcomes.into_iter().next().unwrap();
        assert_eq!(ended.name, event);
        assert!(ended.bubbles && ended.composed);
        assert_eq!(ended.text("attemptId").len(), 16, "{ended:?}");
        assert_eq!(self.widget().state().await, state);
        let why = [ended.text("reason"), ended.text("code")].concat();
        let row = format!("outcome {:<17} {state:<25} {event} {why}\n", self.outcome);
        // Written directly to stdout, past libtest's capture, so that the table appears in the output.
        std::io::stdout().write_all(row.as_bytes()).unwrap();
        self.page().shot(self.outcome).await;
        ended
    }

    /// The vendor's frame is ready again, and leads to a connection. Each attempt has one outcome.
    async fn can_sign_up_again(&self) {
        assert!(self.widget().offers_signup().await);
        self.widget().sign_up("finish").await;
        self.widget().becomes("connected").await;
        self.page().settles().await;
        let mut ends = BTreeMap::<String, Vec<String>>::new();
        for outcome in self.page().outcomes().await {
            let attempt = outcome.text("attemptId").to_owned();
            ends.entry(attempt).or_default().push(outcome.name);
        }
        assert_eq!(ends.len(), 2, "{ends:?}");
        assert!(ends.values().all(|ends| ends.len() == 1), "{ends:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn finish() {
    let tried = Tried::new("finish").await;
    let ended = tried.ends("connected", "chakra-connected").await;
    assert_eq!(ended.detail["verified"], true);
    assert_eq!(ended.detail["late"], false);
    assert_eq!(ended.text("state"), "connected");
    assert_eq!(ended.detail["numbers"].as_array().unwrap().len(), 1);
    let number = ended.detail["numbers"][0]["displayPhoneNumber"].as_str();
    assert!(tried.widget().words().await.contains(number.unwrap()));
    assert_eq!(tried.widget().frames().await, 0);
    let buttons = tried.widget().buttons().await;
    assert!(buttons.contains(&"Disconnect".to_owned()), "{buttons:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn finish_only_waba() {
    let tried = Tried::new("finish_only_waba").await;
    let ended = tried
        .ends("connected_without_number", "chakra-failed")
        .await;
    assert_eq!(ended.text("code"), "finished_without_number");
    let buttons = tried.widget().buttons().await;
    assert_eq!(buttons, ["Add a number", "Disconnect"]);
    tried.widget().click("Add a number").await;
    tried.page().has_heard("chakra-ready", 2).await;
    tried.can_sign_up_again().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn coexistence() {
    let tried = Tried::new("coexistence").await;
    let ended = tried.ends("connected", "chakra-connected").await;
    assert_eq!(ended.detail["numbers"].as_array().unwrap().len(), 1);
    assert_eq!(ended.detail["late"], false);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancel() {
    let tried = Tried::new("cancel").await;
    let ended = tried.ends("not_connected", "chakra-cancelled").await;
    assert_eq!(ended.text("reason"), "user");
    assert_eq!(ended.text("step"), "PHONE_NUMBER_SETUP");
    tried.can_sign_up_again().await;
}

/// No event reaches the page. Only the customer's return shows that the popup was closed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn close() {
    let tried = Tried::new("close").await;
    assert_eq!(tried.widget().state().await, "connecting");
    assert_eq!(tried.widget().buttons().await, ["Start again"]);
    tried.page().shot("connecting").await;
    let ended = tried.ends("not_connected", "chakra-cancelled").await;
    assert_eq!(ended.text("reason"), "unknown");
    tried.can_sign_up_again().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn error() {
    let tried = Tried::new("error").await;
    let ended = tried.ends("not_connected", "chakra-failed").await;
    assert_eq!(ended.text("code"), "vendor_error");
    assert_eq!(ended.text("vendorCode"), "3441030");
    assert_eq!(ended.detail["retryable"], true);
    assert_eq!(tried.widget().shown_code().await, "vendor_error");
    let words = tried.widget().words().await;
    assert!(words.contains("3441030"), "{words}");
    // The card has its own text for this code of Meta's. The event has Meta's text.
    assert!(words.contains("already registered"), "{words}");
    assert!(!ended.text("vendorMessage").is_empty());
    assert!(!words.contains(ended.text("vendorMessage")), "{words}");
    tried.can_sign_up_again().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn duplicate() {
    let tried = Tried::new("duplicate").await;
    tried.ends("connected", "chakra-connected").await;
}

/// Chakra has the number and sends no event: the status check finds it when the customer is back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silent() {
    let tried = Tried::new("silent").await;
    let ended = tried.ends("connected", "chakra-connected").await;
    assert_eq!(ended.detail["verified"], true);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_review() {
    let tried = Tried::new("in_review").await;
    let ended = tried.ends("in_review", "chakra-connected").await;
    assert_eq!(ended.text("state"), "in_review");
    let buttons = tried.widget().buttons().await;
    assert_eq!(buttons, ["Check now", "Disconnect"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_numbers() {
    let tried = Tried::new("several_numbers").await;
    let widget = tried.widget();
    widget.becomes("choose_number").await;
    assert!(tried.page().outcomes().await.is_empty(), "not chosen yet");
    tried.page().shot("choose_number").await;
    let buttons = widget.buttons().await;
    assert_eq!(buttons.len(), 3, "two numbers, and a way out: {buttons:?}");
    let (chosen, other) = (&buttons[0], &buttons[1]);
    widget.click(chosen).await;
    let ended = tried.ends("connected", "chakra-connected").await;
    let numbers = ended.detail["numbers"].as_array().unwrap();
    assert_eq!(numbers.len(), 1, "{numbers:?}");
    let number = numbers[0]["displayPhoneNumber"].as_str().unwrap();
    assert!(chosen.starts_with(number) && !other.starts_with(number));
    assert_eq!(tried.sandbox.log().tokens_minted, 1);
}
