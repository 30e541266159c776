//! End-to-end: the built widget, the backend and the stand-in, in a real browser.
#![allow(missing_docs)]

mod configuration;
mod connected;
mod console;
mod failing;
mod lifetime;
mod outcomes;
mod policy;
mod secrets;
mod two;
mod unusual;
