//! An app, the backend that queries it, and the stand-in for Chakra.

use std::time::Duration;

use chakra_backend::{ForwardAuth, ForwardAuthConfig};
use chakra_backend_server::{Server, Settings};
use chakra_e2e::{KEY, sandbox};
use chakra_sandbox::Sandbox;

use crate::forward_auth::proxies::{Kind, Proxy};
use crate::forward_auth::stacks::App;
use crate::forward_auth::visitor::Visitor;

/// The servers behind a proxy.
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) backend: Server,
    pub(crate) sandbox: Sandbox,
}

impl World {
    /// Without caches: the backend asks the app and Chakra each time, so a test sees the current state.
    pub(crate) async fn around(app: App) -> Self {
        let sandbox = sandbox().await;
        let config = ForwardAuthConfig::new(&app.route()).unwrap();
        let config = config.with_cache_time(Duration::ZERO).unwrap();
        // The longest: beside builds, an app may need more than the default.
        let config = config.with_time_limit(Duration::from_secs(5)).unwrap();
        let mut settings = Settings::new(sandbox.api_url().parse().unwrap(), KEY.parse().unwrap());
        settings.sdk_url = Some(sandbox.sdk_url().parse().unwrap());
        settings.status_life = Some(Duration::ZERO);
        settings.tenant_calls = Some(0);
        let resolver = ForwardAuth::new(config).unwrap();
        let backend = Server::start(settings, resolver).await.unwrap();
        Self {
            app,
            backend,
            sandbox,
        }
    }

    pub(crate) async fn behind(&self, kind: Kind) -> Proxy {
        Proxy::start(kind, &self.backend, &self.app.program.origin).await
    }
}

/// The three users of each example's app.
pub(crate) async fn acme_admin(origin: &str) -> Visitor {
    Visitor::signed_in(origin, "acme-admin").await
}

pub(crate) async fn acme_viewer(origin: &str) -> Visitor {
    Visitor::signed_in(origin, "acme-viewer").await
}

pub(crate) async fn birch_admin(origin: &str) -> Visitor {
    Visitor::signed_in(origin, "birch-admin").await
}
