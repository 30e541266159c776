//! The rules for requests: one of a kind, none unnecessary, none too early, none for another tenant.

use chakra_connect::flow::io::{Intent, Request};

use super::outputs::is_something;
use super::{Broken, Cause, Happening, ends, hold, replacing};
use crate::reply::Kind;
use crate::world::World;

pub fn is_right(world: &mut World, happening: &Happening, request: &Request) -> Result<(), Broken> {
    let kind = Kind::of(request);
    hold(!world.has_open(request), "one-request", || {
        format!("a second request of a kind: {request:?}")
    })?;
    let is_wished = happening.cause.is_wish() || happening.cause == Cause::Asked;
    // A status that another widget has received in the meantime may reach this one too.
    let answers_again = kind == Kind::Status && world.answers_others;
    let not_before = world.not_before[kind as usize].filter(|_| !answers_again);
    hold(
        is_wished || not_before.is_none_or(|at| at <= world.now),
        "retry-after-obeyed",
        || format!("{request:?}, and the server named {not_before:?}"),
    )?;
    match request {
        Request::Status => ends::poll_is_for_something(world, happening),
        Request::Token { intent, plugin_id } => {
            hold(
                plugin_id.is_none() || world.has_plugin,
                "tenant-shown",
                || "the plugin of another tenant".into(),
            )?;
            token_is_needed(world, *intent)?;
            replacing::request(world, *intent)
        }
        Request::Disconnect => hold(
            happening.cause != Cause::Allowed || world.is_same_tenant,
            "tenant-shown",
            || "the tenant to disconnect is not the one the page was asked about".into(),
        ),
        Request::Choice { .. } => Ok(()),
    }
}

fn token_is_needed(world: &World, intent: Intent) -> Result<(), Broken> {
    hold(world.scene.page().visible, "no-needless-token", || {
        "a token for a hidden page".into()
    })?;
    let connection = world.shown.report.as_ref().map(|report| report.connection);
    let is_needed = world.is_wished || !connection.is_some_and(is_something);
    hold(is_needed, "no-needless-token", || {
        format!("a token, although the connection is {connection:?}")
    })?;
    hold(
        world.is_wished || intent == Intent::Connect,
        "no-needless-token",
        || "a token for a replacement that nobody requested".into(),
    )
}
