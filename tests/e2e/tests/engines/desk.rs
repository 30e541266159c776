//! A customer's desktop: a screen, a browser of one engine, a mouse and a keyboard.

use std::env;
use std::path::PathBuf;
use std::process;

use axum::Router;
use chakra_backend::DemoTenant;
use chakra_e2e::{Cdn, Display, Engine, Hand, Session, calls, sandbox};
use chakra_sandbox::SettingsChange;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::story::{OTHER_SITE, Trouble};
use crate::told::Told;
use crate::visit::Visit;

/// The title of the stand-in's popup.
pub(crate) const POPUP: &str = "Stand-in for Meta's signup";
/// The title of the partner's page.
pub(crate) const PAGE: &str = "Partner page";
/// The title of a window unrelated to the signup.
pub(crate) const ANOTHER: &str = "Another window";

const OTHER_PAGE: &str = r#"<!doctype html><title>Another window</title><script>
const tell = () => fetch("/told", { method: "POST", body: JSON.stringify([{ kind: "another", at: Date.now() }]) });
if (document.hasFocus()) tell(); else addEventListener("focus", tell);
</script>"#;

const EMBEDDING: &str = r#"<!doctype html><title>Partner page</title>
<iframe src="/pages/partner" style="position: fixed; inset: 0; width: 100%; height: 100%; border: 0"></iframe>"#;

/// A screen and a browser, for one story after another.
#[derive(Debug)]
pub(crate) struct Desk {
    hand: Hand,
    session: Session,
    _display: Display,
    profile: PathBuf,
}

impl Desk {
    pub(crate) async fn new(engine: Engine) -> Result<Self, Trouble> {
        let display = Display::start().await?;
        let name = format!("chakra-engines-{}-{}", engine.name(), process::id());
        let profile = env::temp_dir().join(name);
        let session = Session::open(engine, &display, &profile).await?;
        Ok(Self {
            hand: Hand::new(&display.name),
            session,
            _display: display,
            profile,
        })
    }

    /// Opens the partner's page for a new tenant, and clicks on it. `host` is the page's host; the vendor's frame is on
    /// `127.0.0.1`. `lifetime` is that of the connect tokens, in seconds.
    pub(crate) async fn opens(&self, host: &str, lifetime: Option<i64>) -> Result<Visit, Trouble> {
        let visit = self.opens_page(host, "partner", lifetime).await?;
        visit.clicks_the_page().await?;
        visit.is_back().await?;
        Ok(visit)
    }

    /// Opens the same page with additions: see the end of `recorder.js`.
    pub(crate) async fn opens_with(&self, what: &str) -> Result<Visit, Trouble> {
        let name = format!("partner?{what}");
        let visit = self.opens_page(OTHER_SITE, &name, None).await?;
        visit.clicks_the_page().await?;
        visit.is_back().await?;
        Ok(visit)
    }

    /// Opens the page in a frame of another page, without a click.
    pub(crate) async fn opens_embedded(&self, host: &str) -> Result<Visit, Trouble> {
        self.opens_page(host, "embedding", None).await
    }

    async fn opens_page(
        &self,
        host: &str,
        name: &str,
        lifetime: Option<i64>,
    ) -> Result<Visit, Trouble> {
        let sandbox = sandbox().await;
        let change = SettingsChange {
            coexistence_delay_ms: Some(500),
            token_lifetime_seconds: lifetime,
            ..SettingsChange::default()
        };
        sandbox.configure(change).expect("settings are taken");
        let told = Told::new();
        let cdn = Cdn::new();
        let page = include_str!("page.html")
            .replace("RECORDER", include_str!("recorder.js"))
            .replace("TAG", &cdn.tag());
        let cdn = cdn
            .page("partner", page)
            .page("another", OTHER_PAGE.to_owned())
            .page("embedding", EMBEDDING.to_owned());
        let app = cdn
            .router()
            .nest("/api/chakra", calls(&sandbox, DemoTenant).await)
            .merge(told.router());
        let (server, port) = serve(app).await;
        let url = format!("http://{host}:{port}/pages/{name}");
        let opened = self.session.browser.goto(url).await;
        opened.map_err(|error| Trouble(format!("the page does not open: {error}")))?;
        let visit = Visit::new(self.hand.clone(), sandbox, told, server);
        visit.hears_ready(1).await?;
        visit.finds_the_page().await?;
        Ok(visit)
    }

    pub(crate) async fn ends(self) {
        // A browser that has already exited is fine.
        let _ = self.session.browser.quit().await;
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

async fn serve(app: Router) -> (JoinHandle<()>, u16) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let server = async move { axum::serve(listener, app).await.expect("never ends") };
    (tokio::spawn(server), port)
}
