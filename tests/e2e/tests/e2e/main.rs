//! End-to-end: the built widget, the backend and the stand-in, in a real browser.
#![allow(missing_docs)]

mod configuration;
mod connected;
mod console;
mod cut_off;
mod examples;
mod failing;
mod lifetime;
mod outcomes;
mod policy;
mod secrets;
mod twice;
mod two;
mod unusual;
