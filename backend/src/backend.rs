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

/// The four calls of the widget. Make one, then mount its [`router`](Self::router).
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
    /// The tokens under way.
    pub(crate) flights: Arc<Flights<Provided>>,
    pub(crate) changes: Changes,
    pub(crate) statuses: StatusCache,
    pub(crate) quota: Arc<TenantQuota>,
    /// The wait before a plugin that could not be deleted is tried again; it doubles with each try.
    pub(crate) removal_pause: Duration,
    pub(crate) sdk_url: Option<Url>,
    pub(crate) namespace: Option<Namespace>,
    /// If absent, no notifications are queued.
    pub(crate) notifications: Option<Notifications>,
    pub(crate) rechecks: Rechecks,
}

impl AppState {
    /// Longest time for an operation that was begun at Chakra: after that, the process that began it has died.
    pub(crate) fn claim_time(&self) -> Duration {
        self.chakra.call_time().saturating_mul(3) + CLAIM_SLACK
    }
}

impl Backend {
    /// Time limit for a request, unless set otherwise: the widget waits for 15 s, and the response needs time to
    /// arrive.
    pub const REQUEST_TIME: Duration = limits::REQUEST_TIME;
    /// Time limit for the body of a request, unless set otherwise.
    pub const BODY_TIME: Duration = limits::BODY_TIME;
    /// Time for which a status is cached, unless set otherwise.
    pub const STATUS_LIFE: Duration = pace::STATUS_LIFE;
    /// Number of calls that a tenant may make at once, and each minute after that, unless set otherwise.
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

    /// Answers each request within this time, 12 s unless set. The widget waits for 15 s.
    #[must_use]
    pub fn with_request_time(mut self, time: Duration) -> Self {
        self.request_time = time;
        self
    }

    /// Answers a status from memory for so long after it was learned, 2 s unless set, and has concurrent requests
    /// share one check. For two minutes after something has changed it is kept for half a second only: somebody is
    /// waiting to see it. Zero has each request ask Chakra.
    #[must_use]
    pub fn with_status_life(mut self, life: Duration) -> Self {
        self.parts.statuses = StatusCache::new(life);
        self
    }

    /// Lets each tenant make so many calls at once, and then as many in a minute, 60 unless set. A status that is
    /// kept does not count. Zero means no limit.
    #[must_use]
    pub fn with_tenant_calls(mut self, calls: u32) -> Self {
        self.parts.quota = Arc::new(TenantQuota::per_minute(calls));
        self
    }

    /// Tries a plugin that could not be deleted at Chakra again after this time, 30 s unless set; twice as long
    /// with each further try.
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

    /// Deletes at Chakra what could not be deleted when it was disconnected, measures what is left, and sends
    /// notifications. Let it run beside the router, for as long as that: `tokio::spawn(backend.maintenance())`. It
    /// never ends.
    pub fn maintenance(&self) -> impl Future<Output = ()> + Send + use<> {
        let parts = self.parts.clone();
        async move {
            tokio::join!(
                supervised("removals", || remove_due(&parts)),
                supervised("notifications", || parts.deliver_notifications()),
            );
        }
    }

    /// Waits for what has begun at Chakra, then closes the database. Call it between the end of your server and
    /// the end of the process, with a time limit of about 15 s.
    pub fn drained(&self) -> impl Future<Output = ()> + Send + use<> {
        let parts = self.parts.clone();
        async move {
            parts.changes.finished().await;
            parts.store.close_database().await;
        }
    }

    /// Refuses requests whose body takes longer than this, 10 s unless set.
    #[must_use]
    pub fn with_body_time(mut self, time: Duration) -> Self {
        self.body_time = time;
        self
    }

    /// Has the widget load the vendor's SDK from here, with each token answer.
    #[must_use]
    pub fn with_sdk_url(mut self, sdk_url: Option<Url>) -> Self {
        self.parts.sdk_url = sdk_url;
        self
    }

    /// Tells Chakra `namespace:id` in place of a tenant's bare id, as `clientReferenceId` of new plugins; none
    /// unless set.
    #[must_use]
    pub fn with_namespace(mut self, namespace: Option<Namespace>) -> Self {
        self.parts.namespace = namespace;
        self
    }

    /// Lets pages of these origins call, with cookies. Without any, only pages of the backend's own
    /// origin can. Do not repeat this with a CORS layer of your own around the router.
    #[must_use]
    pub fn with_allowed_origins(mut self, origins: impl IntoIterator<Item = Origin>) -> Self {
        self.allowed_origins.extend(origins);
        self
    }

    /// The router, to be nested: `app.nest("/api/chakra", backend.router())`.
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
        // From the outside in: the first sees a request first. In one piece, because a router boxes each layer that
        // it is given, and clones all those inside it for each request.
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
            // It tells the log what fails.
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
