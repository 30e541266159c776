//! Limits the requests of each tenant that lead to calls to Chakra. It counts requests, not the calls that they cause:
//! a status is three calls for a tenant with one number, 22 at most for one with many, and 42 if the chosen number is
//! gone. So it does not guarantee that a tenant leaves enough of Chakra's limit for the whole team.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant as StdInstant};

use governor::clock::Clock;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use tokio::time::Instant;

use crate::problem::{Problem, ProblemCode};
use crate::telemetry;

/// After this many calls, tenants with a full quota are removed.
const CLEANING_INTERVAL: u32 = 1024;

type Limiter = RateLimiter<String, DashMapStateStore<String>, TokioClock>;

/// The calls of each tenant so far.
pub(crate) struct TenantQuota {
    /// None: no limit.
    limiter: Option<Limiter>,
    charges: AtomicU32,
}

impl TenantQuota {
    /// Allows this many calls per minute: that many at once, and then evenly. Zero means no limit.
    pub(crate) fn per_minute(calls: u32) -> Self {
        let calls = NonZeroU32::new(calls);
        Self {
            limiter: calls.map(|calls| {
                RateLimiter::new(
                    Quota::per_minute(calls),
                    DashMapStateStore::default(),
                    TokioClock,
                )
            }),
            charges: AtomicU32::new(0),
        }
    }

    /// Counts a call, or returns the tenant's wait as a problem.
    pub(crate) fn charge(&self, tenant_id: &str) -> Result<(), Problem> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        let charges = self.charges.fetch_add(1, Ordering::Relaxed);
        if charges % CLEANING_INTERVAL == CLEANING_INTERVAL - 1 {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        limiter
            .check_key(&tenant_id.to_owned())
            .map_err(|not_until| {
                telemetry::refused_by_quota();
                let wait = not_until.wait_time_from(TokioClock.now());
                // Rounded up in the response, but never zero, which would invite an immediate retry.
                Problem::from(ProblemCode::RateLimited)
                    .with_retry_after(wait.max(Duration::from_millis(1)))
            })
    }
}

impl fmt::Debug for TenantQuota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TenantQuota")
            .field("is_limited", &self.limiter.is_some())
            .finish_non_exhaustive()
    }
}

/// Tokio's clock, which tests can pause.
#[derive(Clone, Copy, Debug)]
struct TokioClock;

impl Clock for TokioClock {
    type Instant = StdInstant;

    fn now(&self) -> StdInstant {
        Instant::now().into_std()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn advance(seconds: u64) {
        tokio::time::advance(Duration::from_secs(seconds)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_minutes_calls_at_once_and_then_evenly() {
        let quota = TenantQuota::per_minute(6);
        let made = |tenant| (0..20).take_while(|_| quota.charge(tenant).is_ok()).count();
        assert_eq!(made("a"), 6);
        assert_eq!(made("b"), 6, "tenants do not count for each other");
        advance(10).await;
        assert_eq!(made("a"), 1);
        advance(3).await;
        let refused = quota.charge("a").unwrap_err();
        let expected = Problem::from(ProblemCode::RateLimited);
        assert_eq!(refused, expected.with_retry_after(Duration::from_secs(7)));
        advance(60).await;
        assert_eq!(made("a"), 6);
    }

    #[tokio::test(start_paused = true)]
    async fn tenants_with_a_full_quota_are_removed() {
        let quota = TenantQuota::per_minute(60);
        for tenant in 0..20 * CLEANING_INTERVAL {
            quota.charge(&tenant.to_string()).unwrap();
            tokio::time::advance(Duration::from_millis(10)).await;
        }
        let kept = quota.limiter.as_ref().unwrap().len();
        assert!(kept < 2 * CLEANING_INTERVAL as usize, "{kept}");
    }

    #[tokio::test]
    async fn without_a_limit_nothing_is_kept() {
        let quota = TenantQuota::per_minute(0);
        for _ in 0..1000 {
            quota.charge("a").unwrap();
        }
    }
}
