//! End-to-end: the built widget, the backend and the stand-in, in a real browser.
#![allow(missing_docs)]

mod configuration;
mod connected;
mod console;
mod cut_off;
mod documented;
mod early;
mod examples;
mod failing;
mod failure_card;
mod forged_windows;
mod guest_lifecycle;
mod hostile_page;
mod initial_status;
mod keyboard;
mod layout;
mod lifetime;
mod malicious_backend;
mod never_blank;
mod outcomes;
mod page_language;
mod parents;
mod phone;
mod policies;
mod policy;
mod presence;
mod request_budget;
mod sandboxed;
mod script_place;
mod script_tag;
mod secrets;
mod snippets;
mod spoken;
mod twice;
mod two;
mod unusual;
