//! A page whose engine loads only when the test allows it, and the calls that reached its backend.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use chakra_backend::DemoTenant;
use chakra_e2e::{Cdn, Fault, Page, Part, Rig, Site, calls, sandbox, until};

/// The calls that reached the backend, each with the tenant that the page's header names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked(Arc<Mutex<Vec<(String, String)>>>);

impl Asked {
    pub(crate) fn on(&self, calls: Router) -> Router {
        let asked = self.clone();
        calls.layer(from_fn(move |request: Request, next: Next| {
            let path = request.uri().path();
            let call = path.rsplit('/').next().unwrap_or_default().to_owned();
            let workspace = request.headers().get("x-workspace");
            let workspace = workspace
                .and_then(|it| it.to_str().ok())
                .unwrap_or_default();
            let asked = asked.clone();
            asked.0.lock().unwrap().push((call, workspace.to_owned()));
            next.run(request)
        }))
    }

    pub(crate) fn all(&self) -> Vec<(String, String)> {
        self.0.lock().unwrap().clone()
    }

    pub(crate) fn times(&self, call: &str) -> usize {
        self.all().iter().filter(|(it, _)| it == call).count()
    }
}

pub(crate) const WIDGET: &str =
    r#"<chakra-whatsapp-connect id="widget" backend="/app/api/chakra"></chakra-whatsapp-connect>"#;

/// A page whose engine loads only when the test allows it.
pub(crate) struct Held {
    pub(crate) cdn: Cdn,
    pub(crate) asked: Asked,
    pub(crate) rig: Rig<Site>,
}

impl Held {
    /// Opens a page with this body, for a customer of the stand-in.
    pub(crate) async fn open(body: &str) -> Self {
        let sandbox = sandbox().await;
        let calls = calls(&sandbox, DemoTenant).await;
        Self::open_with(body, calls, sandbox).await
    }

    /// Like `open`, with the test's own calls. `world` is kept alive as long as the page.
    pub(crate) async fn open_with(body: &str, calls: Router, world: impl Send + 'static) -> Self {
        let cdn = Cdn::new();
        let asked = Asked::default();
        let served = cdn.clone().page("it", cdn.html("", body));
        let routes = served
            .router()
            .nest("/app/api/chakra", asked.on(calls))
            .layer(axum::Extension(Arc::new(Mutex::new(world))));
        let rig = Rig::with_calls(routes).await;
        cdn.spoil(Part::Wasm, Fault::Silence);
        rig.page.open("/pages/it").await;
        Self { cdn, asked, rig }
    }

    pub(crate) fn page(&self) -> &Page {
        &self.rig.page
    }

    pub(crate) async fn has_asked(&self, call: &str, times: usize) {
        let what = format!("{call} is asked {times} times before the engine is there");
        until(&what, || self.asked.times(call) == times).await;
        self.is_without_engine().await;
    }

    /// The engine has not loaded, and all pending work has run.
    pub(crate) async fn is_without_engine(&self) {
        self.page().settles().await;
        assert_eq!(self.page().widget().state().await, "loading");
    }

    pub(crate) fn let_engine_come(&self) {
        self.cdn.mend();
    }
}
