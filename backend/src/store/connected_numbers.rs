//! Since when the numbers of a tenant's plugin are connected: Chakra's records do not tell, so the
//! backend remembers when it first saw each of them.

use std::collections::HashMap;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Store, StoreError};

impl Store {
    /// Remembers that these numbers of a plugin are connected at `now` and no others are; tells since
    /// when each of them is. Of a plugin that is not remembered nothing is told.
    pub(crate) async fn record_connected_numbers(
        &self,
        plugin_id: &str,
        connected: &[String],
        now: OffsetDateTime,
    ) -> Result<HashMap<String, OffsetDateTime>, StoreError> {
        let known = self.numbers_since(plugin_id).await?;
        // Mostly nothing has changed, and a status that only reads keeps nobody waiting.
        if known.len() == connected.len() && connected.iter().all(|id| known.contains_key(id)) {
            return Ok(known);
        }
        let now = now.format(&Rfc3339).unwrap_or_default();
        let mut change = self.pool.begin().await?;
        for gone in known.keys().filter(|id| !connected.contains(id)) {
            sqlx::query("DELETE FROM connected_number WHERE plugin_id = ? AND phone_number_id = ?")
                .bind(plugin_id)
                .bind(gone)
                .execute(&mut *change)
                .await?;
        }
        for new in connected.iter().filter(|id| !known.contains_key(*id)) {
            // Not if the plugin was forgotten meanwhile, nor over what a status beside this one wrote.
            sqlx::query(
                "INSERT INTO connected_number (plugin_id, phone_number_id, since)
                 SELECT plugin_id, ?, ? FROM tenant_plugin WHERE plugin_id = ?
                 ON CONFLICT DO NOTHING",
            )
            .bind(new)
            .bind(&now)
            .bind(plugin_id)
            .execute(&mut *change)
            .await?;
        }
        change.commit().await?;
        self.numbers_since(plugin_id).await
    }

    async fn numbers_since(
        &self,
        plugin_id: &str,
    ) -> Result<HashMap<String, OffsetDateTime>, StoreError> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT phone_number_id, since FROM connected_number WHERE plugin_id = ?",
        )
        .bind(plugin_id)
        .fetch_all(&self.pool)
        .await?;
        let read = |(id, since): (String, String)| {
            let since = OffsetDateTime::parse(&since, &Rfc3339).ok()?;
            Some((id, since))
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const MONDAY: OffsetDateTime = datetime!(2026-03-02 10:00:00 UTC);
    const TUESDAY: OffsetDateTime = datetime!(2026-03-03 10:00:00 UTC);

    async fn see(store: &Store, ids: &[&str], now: OffsetDateTime) -> Vec<(String, String)> {
        let ids: Vec<_> = ids.iter().map(|id| (*id).to_owned()).collect();
        let seen = store
            .record_connected_numbers("p1", &ids, now)
            .await
            .unwrap();
        let day = |since: OffsetDateTime| since.weekday().to_string();
        let mut seen: Vec<_> = seen.into_iter().map(|(id, at)| (id, day(at))).collect();
        seen.sort();
        seen
    }

    fn told(numbers: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = numbers
            .iter()
            .map(|(id, day)| ((*id).into(), (*day).into()));
        owned.collect()
    }

    #[tokio::test]
    async fn a_number_keeps_the_time_it_was_first_seen_at() {
        let store = Store::in_memory().await.unwrap();
        store.import_for_tests("a", "p1").await;
        assert_eq!(see(&store, &[], MONDAY).await, []);
        assert_eq!(
            see(&store, &["n1"], MONDAY).await,
            told(&[("n1", "Monday")])
        );
        assert_eq!(
            see(&store, &["n1"], TUESDAY).await,
            told(&[("n1", "Monday")])
        );
        let both = told(&[("n1", "Monday"), ("n2", "Tuesday")]);
        assert_eq!(see(&store, &["n1", "n2"], TUESDAY).await, both);
        assert_eq!(
            see(&store, &["n2"], TUESDAY).await,
            told(&[("n2", "Tuesday")])
        );
        // Gone for a while: connected anew.
        assert_eq!(see(&store, &[], TUESDAY).await, []);
        assert_eq!(
            see(&store, &["n1"], TUESDAY).await,
            told(&[("n1", "Tuesday")])
        );
    }

    #[tokio::test]
    async fn the_time_is_forgotten_with_the_plugin() {
        let store = Store::in_memory().await.unwrap();
        assert_eq!(see(&store, &["n1"], MONDAY).await, [], "nobody's plugin");
        store.import_for_tests("a", "p1").await;
        see(&store, &["n1"], MONDAY).await;
        store.archive("a", "p1", 1).await.unwrap();
        store.import_for_tests("a", "p1").await;
        assert_eq!(
            see(&store, &["n1"], TUESDAY).await,
            told(&[("n1", "Tuesday")])
        );
    }
}
