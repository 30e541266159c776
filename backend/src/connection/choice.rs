//! The customer's choice of one number among several.

use crate::backend::AppState;
use crate::chakra::ChakraError;
use crate::connection_state::NumberChoice;
use crate::problem::{Problem, ProblemCode};
use crate::who_asks::Tenant;

/// Stores the choice, if the number is one of the tenant's.
pub(super) async fn choose(
    backend: &AppState,
    tenant: &Tenant,
    number: String,
) -> Result<(), Problem> {
    let unknown = || Problem::from(ProblemCode::UnknownNumber);
    let remembered = backend.store.find(&tenant.id).await?.ok_or_else(unknown)?;
    let plugin = match backend.chakra.plugin(&remembered.plugin_id).await {
        Err(ChakraError::PluginNotFound) => return Err(unknown()),
        answer => answer?,
    };
    if !plugin.phone_number_ids.contains(&number) {
        return Err(unknown());
    }
    let choice = NumberChoice {
        phone_number_id: number,
        among: plugin.phone_number_ids,
    };
    let plugin_id = &remembered.plugin_id;
    let _change = backend.statuses.change(&tenant.id);
    let is_kept = backend
        .store
        .remember_choice(&tenant.id, plugin_id, &choice)
        .await?;
    // Otherwise the tenant has another plugin by now.
    if is_kept { Ok(()) } else { Err(unknown()) }
}
