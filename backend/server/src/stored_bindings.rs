//! All bindings of plugins to tenants in a store, page by page.

use chakra_backend::store::{Exported, Store, StoreError};
use futures_util::{Stream, stream};

const PAGE: u32 = 500;

/// The pages of [`Store::export`]. None of them is empty.
pub fn pages(store: &dyn Store) -> impl Stream<Item = Result<Vec<Exported>, StoreError>> + '_ {
    stream::try_unfold(String::new(), async |last| {
        let page = store.export(&last, PAGE).await?;
        let last = page.last().map(|it| it.tenant_id.clone());
        Ok(last.map(|last| (page, last)))
    })
}
