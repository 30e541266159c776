//! The element is moved in the document, removed during work, and put back: nothing is lost, and nothing is left
//! behind.

use chakra_backend_server::Server;
use chakra_e2e::{Page, Rig, Widget, sandbox, until};
use chakra_sandbox::{Endpoint, Sandbox, SettingsChange};

const MOVE: &str = "document.querySelector('#there').append(widget)";
/// Moves the element as Turbo does when it keeps one across a visit: with a wait between removal and insertion.
const KEEP: &str = "(async () => { widget.remove(); await null; await null; document.querySelector('#there').append(widget) })()";

struct World {
    rig: Rig<Server>,
    sandbox: Sandbox,
}

impl World {
    async fn new() -> Self {
        let sandbox = sandbox().await;
        let rig = Rig::start(&sandbox).await;
        Self { rig, sandbox }
    }

    fn page(&self) -> &Page {
        &self.rig.page
    }

    async fn ready(&self) -> Widget<'_> {
        self.page().open("/moving.html").await;
        let widget = self.page().widget();
        widget.becomes("not_connected").await;
        widget
    }

    /// Takes the element out of the page, keeping it as `window.removed`.
    async fn remove(&self) {
        let widget = self.page().widget();
        widget.tell("(window.removed = widget).remove()").await;
    }

    /// The removed element has left nothing: no frame, no container, no console message.
    async fn nothing_is_left(&self) {
        self.page().settles().await;
        let left: (usize, usize) = self
            .page()
            .run(
                "return [document.querySelectorAll('iframe').length, removed.children.length]",
                &[],
            )
            .await;
        assert_eq!(left, (0, 0), "frames in the page, children of the element");
        self.console_is_empty().await;
    }

    async fn console_is_empty(&self) {
        let said = self.page().console().await;
        assert!(said.is_empty(), "{said:#?}");
    }

    /// Puts the element back. It works as if it had never been removed.
    async fn works_again(&self) {
        let widget = self.page().widget();
        let put = "document.querySelector('#there').append(removed); return null";
        let _: serde_json::Value = self.page().run(put, &[]).await;
        widget.becomes("not_connected").await;
        assert_eq!(widget.frames().await, 1);
        widget.sign_up("finish").await;
        widget.becomes("connected").await;
        self.page().settles().await;
        assert_eq!(self.page().outcomes().await.len(), 1);
        self.console_is_empty().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn moved_while_idle() {
    let world = World::new().await;
    let widget = world.ready().await;
    widget.tell(MOVE).await;
    // The browser has reloaded the frame: the widget creates a new one, with its own token.
    world.page().has_heard("chakra-ready", 2).await;
    assert_eq!(widget.state().await, "not_connected");
    assert_eq!(widget.frames().await, 1);
    assert_eq!(world.sandbox.log().tokens_minted, 2);
    widget.sign_up("finish").await;
    widget.becomes("connected").await;
    assert_eq!(world.page().outcomes().await.len(), 1);
    world.console_is_empty().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn moved_while_connecting() {
    connects_all_the_same(MOVE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kept_while_connecting() {
    connects_all_the_same(KEEP).await;
}

async fn connects_all_the_same(moved: &str) {
    let world = World::new().await;
    let widget = world.ready().await;
    let popup = widget.open_popup().await;
    widget.becomes("connecting").await;
    widget.tell(moved).await;
    assert_eq!(widget.state().await, "connecting");
    world.page().leave().await;
    // The popup has lost its frame, so no event arrives. Chakra's records still have the connection.
    world.page().choose(popup, "finish").await;
    world.page().come_back().await;
    widget.becomes("connected").await;
    world.page().settles().await;
    let outcomes = world.page().outcomes().await;
    assert_eq!(outcomes.len(), 1, "{outcomes:#?}");
    assert_eq!(outcomes[0].name, "chakra-connected");
    world.console_is_empty().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn removed_while_the_token_is_fetched() {
    let world = World::new().await;
    let slow = |milliseconds| SettingsChange {
        latency_ms: [(Endpoint::CreateConnectToken, milliseconds)].into(),
        ..SettingsChange::default()
    };
    world.sandbox.configure(slow(60_000)).unwrap();
    world.page().open("/moving.html").await;
    until("the token is being made", || {
        world.sandbox.log().count(Endpoint::CreateConnectToken) == 1
    })
    .await;
    world.remove().await;
    world.sandbox.release();
    until("the token is made", || {
        world.sandbox.log().tokens_minted == 1
    })
    .await;
    world.nothing_is_left().await;
    assert_eq!(world.sandbox.log().count(Endpoint::Frame), 0);
    world.sandbox.configure(slow(0)).unwrap();
    world.works_again().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn removed_while_the_popup_is_open() {
    let world = World::new().await;
    let widget = world.ready().await;
    let popup = widget.open_popup().await;
    widget.becomes("connecting").await;
    world.remove().await;
    world.nothing_is_left().await;
    world.page().choose(popup, "cancel").await;
    world.nothing_is_left().await;
    assert!(world.page().outcomes().await.is_empty());
    world.works_again().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn removed_and_put_back_with_a_connection() {
    let world = World::new().await;
    let widget = world.ready().await;
    widget.sign_up("finish").await;
    widget.becomes("connected").await;
    world.remove().await;
    world.nothing_is_left().await;
    let put = "document.body.append(removed); return removed.state";
    let state: String = world.page().run(put, &[]).await;
    assert_eq!(state, "loading");
    widget.becomes("connected").await;
    assert_eq!(world.sandbox.log().tokens_minted, 1);
}
