//! The stand-in as its users meet it: over HTTP.

mod client;
mod control;
mod failures;
mod keys;
mod outcomes;
mod pages;
mod plugins;
mod tokens;
