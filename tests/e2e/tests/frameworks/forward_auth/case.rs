//! Two customers of an app that runs beside the backend, and a stand-in for Chakra that a test can break.

use chakra_sandbox::{Endpoint, Failure, Sandbox, SettingsChange};

use crate::forward_auth::proxies::{Kind, Proxy};
use crate::forward_auth::stacks;
use crate::forward_auth::visitor::Visitor;
use crate::forward_auth::world::{World, acme_admin, birch_admin};

/// Two customers of a backend whose stand-in for Chakra a test can break.
pub(crate) struct Case {
    pub(crate) acme: Visitor,
    pub(crate) birch: Visitor,
    pub(crate) world: World,
    _proxy: Proxy,
}

impl Case {
    pub(crate) async fn flask() -> Self {
        Self::of(World::around(stacks::flask().await).await).await
    }

    pub(crate) async fn rails() -> Self {
        Self::of(World::around(stacks::rails().await).await).await
    }

    async fn of(world: World) -> Self {
        let proxy = world.behind(Kind::Nginx).await;
        let origin = &proxy.program.origin;
        Self {
            acme: acme_admin(origin).await,
            birch: birch_admin(origin).await,
            world,
            _proxy: proxy,
        }
    }

    fn sandbox(&self) -> &Sandbox {
        &self.world.sandbox
    }

    /// Makes token requests fail at Chakra, or delays them.
    pub(crate) fn spoil(&self, failure: Option<Failure>, latency_ms: u64) {
        let change = SettingsChange {
            failures: [(Endpoint::CreateConnectToken, failure)].into(),
            latency_ms: [(Endpoint::CreateConnectToken, latency_ms)].into(),
            ..SettingsChange::default()
        };
        self.sandbox().configure(change).unwrap();
    }

    /// The number of plugins at Chakra, without the one of a customer outside these tests.
    pub(crate) fn plugins(&self) -> usize {
        let records = self.sandbox().records();
        records["plugins"].as_array().unwrap().len() - 1
    }

    pub(crate) fn asked(&self) -> u64 {
        self.sandbox().log().count(Endpoint::CreateConnectToken)
    }
}
