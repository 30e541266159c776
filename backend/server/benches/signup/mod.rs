//! A signup before a bench begins: a plugin, the customer's completed signup, and the backend's record of it.

use std::error::Error;

use chakra_backend::chakra::NewPlugin;
use chakra_backend::{Client, Store};
use chakra_sandbox::{Outcome, Sandbox};

/// Connects a number of the tenant `id`.
pub(crate) async fn sign_up(
    sandbox: &Sandbox,
    chakra: &Client,
    store: &impl Store,
    id: &str,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let plugin = NewPlugin {
        name: id,
        client_reference_id: id,
        client_name: id,
        client_email: None,
    };
    let (_, plugin_id) = chakra.connect_token_with_new_plugin(plugin).await?;
    sandbox.end_signup(&plugin_id, Outcome::Finish)?;
    store.import(id, &plugin_id, 0).await?;
    Ok(())
}
