//! The order in which a tenant's connection was checked, by whichever process: clocks do not decide it.

use super::epoch::Milliseconds;
use super::{Store, StoreError};

impl Store {
    /// The time of a check that begins now: later than that of every check that was begun before, though
    /// the clock of another process may be ahead.
    pub(crate) async fn next_check(
        &self,
        tenant_id: &str,
        now: Milliseconds,
    ) -> Result<Milliseconds, StoreError> {
        let (begun,) = sqlx::query_as(
            "INSERT INTO tenant_check (tenant_id, begun_at) VALUES (?, ?)
             ON CONFLICT (tenant_id) DO UPDATE SET begun_at = max(begun_at + 1, excluded.begun_at)
             RETURNING begun_at",
        )
        .bind(tenant_id)
        .bind(now)
        .fetch_one(&self.pool)
        .await?;
        Ok(begun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_clock_that_is_behind_stamps_no_older_time() {
        let store = Store::in_memory().await.unwrap();
        assert_eq!(store.next_check("a", 5000).await.unwrap(), 5000);
        assert_eq!(store.next_check("a", 3000).await.unwrap(), 5001);
        assert_eq!(store.next_check("a", 5001).await.unwrap(), 5002);
        assert_eq!(store.next_check("a", 9000).await.unwrap(), 9000);
        assert_eq!(store.next_check("b", 3000).await.unwrap(), 3000);
    }
}
