//! Stories of the widget's decisions, on the host, with fake time.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    // A table may be long.
    clippy::too_many_lines,
    unreachable_pub
)]

#[path = "../../fuzz/src/checks/mod.rs"]
mod checks;
#[path = "../support/mod.rs"]
mod support;

mod addresses;
mod aftermath;
mod any_order;
mod attacks;
mod backend_bodies;
mod book;
mod book_dependencies;
mod book_languages;
mod book_snippets;
mod calls;
mod cancel_and_close;
mod card;
mod card_without_popup;
mod choose_number;
mod clock;
mod complaints;
mod config;
mod confirming;
mod contract;
mod corpus;
mod cut_off_popup;
mod disconnect;
mod documented_facts;
mod early;
mod errors_of_other_stacks;
mod examples;
mod failures;
mod found_by_fuzzing;
mod fresh_connection;
mod happy_path;
mod in_app;
mod initial_status;
mod languages;
mod late_success;
mod linear;
mod lost_status;
mod month;
mod moved_and_reset;
mod names;
mod opener_policy;
mod other_stacks;
mod overdue;
mod permission;
mod phone;
mod popup_not_seen;
mod properties;
mod recalled;
mod redaction;
mod refused;
mod removed_frame;
mod renewed_credentials;
mod replace_number;
mod replies_table;
mod return_from_popup;
mod security_document;
mod server_time;
mod shared_status;
mod stale_answers;
mod start_modes;
mod status_first;
mod tenant;
mod tenant_headers;
mod theming;
mod timestamps;
mod token_lifecycle;
mod token_table;
mod trace;
mod tree;
mod vendor_frame;
mod vendor_payloads;
mod vendor_table;
mod world;
