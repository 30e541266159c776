//! The stand-in as its users see it: over HTTP.

mod client;
mod control;
mod control_guard;
mod failures;
mod keys;
mod lost_answers;
mod outcomes;
mod pages;
mod plugins;
mod records;
mod restart;
mod team_limit;
mod tokens;
