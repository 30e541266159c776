//! Every example folder as its reader uses it: installed from the packed tarball outside of the
//! repository, built by its framework, and driven in a browser as a customer would.
#![allow(missing_docs)]

mod angular;
mod bundlers;
mod conformance;
mod forward_auth;
mod hydration;
mod leptos;
mod nextjs;
mod odd_records;
mod optimizers;
mod own_backend;
mod parity;
mod plain;
mod program;
mod project;
mod properties;
mod script_tag;
mod testing_entry;
mod unit_tests;
mod vite;
mod way;
