//! A whole signup by keyboard: the focus is always visible, and is never lost or stolen.

use chakra_backend_server::Server;
use chakra_e2e::{Focus, Page, Rig, Widget, sandbox};
use chakra_sandbox::Sandbox;
use serde_json::Value;
use thirtyfour::Key;

struct Walk {
    rig: Rig<Server>,
    _sandbox: Sandbox,
}

impl Walk {
    /// A page with the focus on the button before the widget.
    async fn begin() -> Self {
        let sandbox = sandbox().await;
        let rig = Rig::start(&sandbox).await;
        rig.page.open("/walk.html").await;
        let walk = Self {
            rig,
            _sandbox: sandbox,
        };
        walk.widget().becomes("not_connected").await;
        walk.page()
            .tab_to("the page's first button", |it| it.id == "before")
            .await;
        walk
    }

    fn page(&self) -> &Page {
        &self.rig.page
    }

    fn widget(&self) -> Widget<'_> {
        self.page().widget()
    }

    /// Moves the focus with Tab to the widget's button with this label.
    async fn to_button(&self, label: &str) {
        let focus = self.page().tab_to(label, |it| it.is_button(label)).await;
        assert!(focus.is_shown, "it cannot be seen: {focus:?}");
    }

    /// After a change, the focus is in the widget, and is visible if it is on a control.
    async fn is_kept(&self, after: &str) -> Focus {
        self.page().settles().await;
        let focus = self.page().focus().await;
        assert!(focus.in_widget, "lost after {after}: {focus:?}");
        assert!(
            focus.is_shown || focus.is_frame(),
            "not to be seen after {after}: {focus:?}"
        );
        focus
    }

    /// From the start button to a connected number.
    async fn connect(&self) {
        self.to_button("Connect WhatsApp").await;
        self.page().press_key(Key::Enter).await;
        self.page().has_heard("chakra-ready", 1).await;
        self.is_kept("the start").await;
        self.sign_up().await;
    }

    /// Into the vendor's frame, through the popup, and to a connected number.
    async fn sign_up(&self) {
        self.page()
            .tab_to("the vendor's frame", Focus::is_frame)
            .await;
        self.page().press_key(Key::Enter).await;
        let popup = self.widget().has_popup().await;
        self.page().leave().await;
        self.page().choose(popup, "finish").await;
        self.page().come_back().await;
        self.widget().becomes("connected").await;
        self.is_kept("the signup").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_way() {
    let walk = Walk::begin().await;
    walk.connect().await;

    walk.to_button("Change number").await;
    walk.page().press_key(Key::Enter).await;
    walk.page().has_heard("chakra-ready", 2).await;
    walk.is_kept("the wish to change the number").await;
    walk.page()
        .tab_to("the vendor's frame", Focus::is_frame)
        .await;
    walk.to_button("Keep as it is").await;
    walk.page().press_key(Key::Enter).await;
    walk.widget().becomes("connected").await;
    let focus = walk.is_kept("the wish was withdrawn").await;
    assert!(
        focus.is_button("Change number") || focus.is_card(),
        "{focus:?}"
    );

    if !focus.is_button("Disconnect") {
        walk.to_button("Disconnect").await;
    }
    walk.page().press_key(Key::Enter).await;
    let focus = walk.is_kept("the question").await;
    assert!(
        focus.is_button("Keep connected"),
        "a second Enter must not disconnect: {focus:?}"
    );
    walk.page().press_key(Key::Enter).await;
    let focus = walk.is_kept("the answer").await;
    assert_eq!(walk.widget().state().await, "connected");
    assert!(!focus.is_button("Keep connected"), "{focus:?}");

    // Not a keyboard trap: Tab leaves at the end, and Shift+Tab comes back.
    walk.page()
        .tab_to("what comes after", |it| it.id == "after")
        .await;
    walk.page().step_back().await;
    let focus = walk.page().focus().await;
    assert!(focus.is_button("Disconnect") && focus.is_shown, "{focus:?}");
    walk.page().press_key(Key::Enter).await;
    walk.to_button("Disconnect").await;
    walk.page().press_key(Key::Enter).await;
    walk.widget().becomes("not_connected").await;
    walk.is_kept("disconnecting").await;
}

/// The widget's own changes never take the focus from what the customer is doing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn never_taken() {
    let walk = Walk::begin().await;
    walk.connect().await;
    let elsewhere = "document.querySelector('#after').focus(); return null";
    let _: Value = walk.page().run(elsewhere, &[]).await;
    for change in ["refresh", "disconnect", "connect", "reset"] {
        walk.widget().tell(&format!("widget.{change}()")).await;
        walk.page().settles().await;
        let focus = walk.page().focus().await;
        assert_eq!(focus.id, "after", "{change}: {focus:?}");
    }
    walk.widget().becomes("not_connected").await;
}
