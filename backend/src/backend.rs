//! The assembled backend: its parts, and the router that a partner mounts.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use chakra_connect_contract::pace::{CLAIM_SLACK, REMOVAL_PAUSE};
use chakra_connect_contract::{headers, limits, pace};
use tower::util::MapResponseLayer;
use tower_http::timeout::RequestBodyDeadlineLayer;
use url::Url;

use crate::chakra::Client;
use crate::changes::Changes;
use crate::connection::{self, Provided, Rechecks};
use crate::cors;
use crate::cross_site;
use crate::flights::Flights;
use crate::guard::{self, Guard};
use crate::namespace::Namespace;
use crate::notifications::{NotificationConfig, Notifications};
use crate::origin::Origin;
use crate::outbound::HttpSetupError;
use crate::panic_response;
use crate::routes;
use crate::status_cache::StatusCache;
use crate::store::Store;
use crate::supervised::supervised;
use crate::tenant_locks::TenantLocks;
use crate::tenant_quota::TenantQuota;
use crate::who_asks::TenantResolver;

const CROSS_ORIGIN_RESOURCE_POLICY: &str = "cross-origin-resource-policy";

/// The four calls of the widget. Create one, then mount its [`router`](Self::router).
#[derive(Clone, Debug)]
pub struct Backend {
    pub(crate) parts: AppState,
    allowed_origins: Vec<Origin>,
    request_time: Duration,
    pub(crate) body_time: Duration,
}

/// The state shared by all calls.
#[derive(Clone, Debug)]
pub(crate) struct AppState {
    pub(crate) chakra: Client,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) resolver: Arc<dyn TenantResolver>,
    pub(crate) locks: Arc<TenantLocks>,
    /// Pending token requests.
    pub(crate) flights: Arc<Flights<Provided>>,
    pub(crate) changes: Changes,
    pub(crate) statuses: StatusCache,
    pub(crate) quota: Arc<TenantQuota>,
    /// The wait before a failed deletion of a plugin is retried. It doubles with each attempt.
    pub(crate) removal_pause: Duration,
    pub(crate) sdk_url: Option<Url>,
    pub(crate) namespace: Option<Namespace>,
    /// If absent, no notifications are queued.
    pub(crate) notifications: Option<Notifications>,
    pub(crate) rechecks: Rechecks,
}

impl AppState {
    /// Longest time for an operation that has begun at Chakra. After that, the process that began it must have died.
    pub(crate) fn claim_time(&self) -> Duration {
        self.chakra.call_time().saturating_mul(3) + CLAIM_SLACK
    }
}

impl Backend {
    /// Default time limit for a request: the widget waits for 15 s, and the response needs time to arrive.
    pub const REQUEST_TIME: Duration = limits::REQUEST_TIME;
    /// Default time limit for the body of a request.
    pub const BODY_TIME: Duration = limits::BODY_TIME;
    /// Default time for which a status is cached.
    pub const STATUS_LIFE: Duration = pace::STATUS_LIFE;
    /// Default number of calls that a tenant may make at once, and then per minute.
    pub const CALLS_PER_TENANT: u32 = pace::CALLS_PER_TENANT;

    /// A backend that calls `chakra`, keeps its records in `store`, and identifies callers by `resolver`.
    #[must_use]
    pub fn new(chakra: Client, store: Arc<dyn Store>, resolver: impl TenantResolver) -> Self {
        Self {
            parts: AppState {
                chakra,
                store,
                resolver: Arc::new(resolver),
                locks: Arc::default(),
                flights: Arc::default(),
                changes: Changes::default(),
                statuses: StatusCache::new(Self::STATUS_LIFE),
                quota: Arc::new(TenantQuota::per_minute(Self::CALLS_PER_TENANT)),
                removal_pause: REMOVAL_PAUSE,
                sdk_url: None,
                namespace: None,
                notifications: None,
                rechecks: Rechecks::default(),
            },
            allowed_origins: Vec::new(),
            request_time: Self::REQUEST_TIME,
            body_time: Self::BODY_TIME,
        }
    }

    /// Sets the time limit for a request; 12 s by default. The widget waits for 15 s.
    #[must_use]
    pub fn with_request_time(mut self, time: Duration) -> Self {
        self.request_time = time;
        self
    }

    /// Sets the time for which a status is cached, 2 s by default, and lets concurrent requests share one check. For
    /// two minutes after a change it is cached for only half a second, because somebody is waiting to see the change.
    /// With zero, each request calls Chakra.
    #[must_use]
    pub fn with_status_life(mut self, life: Duration) -> Self {
        self.parts.statuses = StatusCache::new(life);
        self
    }

    /// Sets how many calls each tenant may make to this backend at once, and then per minute; 60 by default. Responses
    /// from the cache do not count. Zero means no limit. One of them may be up to 42 calls to Chakra, so a tenant with
    /// many numbers can use up more of Chakra's limit for the whole team than others.
    #[must_use]
    pub fn with_tenant_calls(mut self, calls: u32) -> Self {
        self.parts.quota = Arc::new(TenantQuota::per_minute(calls));
        self
    }

    /// Sets the wait before a failed deletion of a plugin at Chakra is retried, 30 s by default. It doubles with each
    /// attempt.
    #[must_use]
    pub fn with_removal_pause(mut self, pause: Duration) -> Self {
        self.parts.removal_pause = pause;
        self
    }

    /// Notifies your app when a tenant's connection changes; off by default. It needs the
    /// [`maintenance`](Self::maintenance), which sends.
    pub fn with_notifications(
        mut self,
        config: NotificationConfig,
    ) -> Result<Self, HttpSetupError> {
        self.parts.notifications = Some(Notifications::new(config)?);
        Ok(self)
    }

    /// Retries failed deletions at Chakra, measures what is left, and sends notifications. Run it for as long as the
    /// router: `tokio::spawn(backend.maintenance())`. It never ends.
    pub fn maintenance(&self) -> impl Future<Output = ()> + Send + use<> {
        let parts = self.parts.clone();
        async move {
            tokio::join!(
                supervised("removals", || remove_due(&parts)),
                supervised("notifications", || parts.deliver_notifications()),
            );
        }
    }

    /// Waits for operations that have begun at Chakra, then closes the database. Call it after your server has ended
    /// and before the process ends, with a time limit of about 15 s.
    pub fn drained(&self) -> impl Future<Output = ()> + Send + use<> {
        let parts = self.parts.clone();
        async move {
            parts.changes.finished().await;
            parts.store.close_database().await;
        }
    }

    /// Sets the time limit for the body of a request; 10 s by default.
    #[must_use]
    pub fn with_body_time(mut self, time: Duration) -> Self {
        self.body_time = time;
        self
    }

    /// Makes the widget load the vendor's SDK from here, by an address in each token response.
    #[must_use]
    pub fn with_sdk_url(mut self, sdk_url: Option<Url>) -> Self {
        self.parts.sdk_url = sdk_url;
        self
    }

    /// Sends Chakra `namespace:id` instead of a tenant's bare id, as `clientReferenceId` of new plugins; no namespace
    /// by default.
    #[must_use]
    pub fn with_namespace(mut self, namespace: Option<Namespace>) -> Self {
        self.parts.namespace = namespace;
        self
    }

    /// Allows calls with cookies from pages of these origins. Without any, only pages of the backend's own origin can
    /// call. Do not add a CORS layer of your own around the router.
    #[must_use]
    pub fn with_allowed_origins(mut self, origins: impl IntoIterator<Item = Origin>) -> Self {
        self.allowed_origins.extend(origins);
        self
    }

    /// The router, for nesting: `app.nest("/api/chakra", backend.router())`.
    pub fn router<S: Clone + Send + Sync + 'static>(self) -> Router<S> {
        let Self {
            parts,
            allowed_origins,
            request_time,
            body_time,
        } = self;
        let allowed: Arc<[Origin]> = allowed_origins.into();
        let trusted: Arc<[HeaderName]> = parts.resolver.trusted_headers().into();
        let readers = if allowed.is_empty() {
            "same-origin"
        } else {
            "cross-origin"
        };
        let common = common_headers(readers);
        let with_common_headers = MapResponseLayer::new(move |mut response: Response<_>| {
            for (name, value) in &*common {
                response.headers_mut().insert(name.clone(), value.clone());
            }
            response
        });
        let guard = Guard {
            allowed: allowed.clone(),
            request_time,
        };
        // Ordered from the outside in: the first sees a request first. Added together, because a router boxes each
        // layer that it is given, and clones all inner ones for each request.
        let outside = (with_common_headers, from_fn_with_state(guard, guard::guard));
        let inside = (
            panic_response::layer(),
            cross_site::csrf_layer(&allowed),
            DefaultBodyLimit::max(limits::REQUEST_BODY),
            RequestBodyDeadlineLayer::new(body_time),
        );
        let calls = routes::router();
        let guarded = if allowed.is_empty() {
            calls.layer((outside, inside))
        } else {
            let keep = from_fn_with_state(trusted, cors::keep_trusted_headers);
            calls.layer((outside, keep, cors::layer(&allowed), inside))
        };
        guarded.with_state(Arc::new(parts))
    }
}

/// Never ends.
async fn remove_due(parts: &AppState) {
    loop {
        connection::measure_backlog(parts).await;
        for removal in connection::due_removals(parts).await {
            let parts = parts.clone();
            let changes = parts.changes.clone();
            let change = async move {
                connection::process(&parts, &removal.plugin_id).await;
                Ok(())
            };
            // It logs its own failures.
            let _ = changes.run(change).await;
        }
        tokio::time::sleep(parts.removal_pause).await;
    }
}

/// The headers of every response.
fn common_headers(readers: &'static str) -> Arc<[(HeaderName, HeaderValue)]> {
    headers::ALWAYS
        .into_iter()
        .chain([(CROSS_ORIGIN_RESOURCE_POLICY, readers)])
        .map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        })
        .collect()
}
