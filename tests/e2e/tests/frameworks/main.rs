//! Every example folder as its reader uses it: installed from the packed tarball outside the repository, built by its
//! framework, and driven in a browser as a customer would.
#![allow(missing_docs)]

mod angular;
mod bundlers;
mod forward_auth;
mod hydration;
mod leptos;
mod nextjs;
mod optimizers;
mod plain;
mod program;
mod project;
mod properties;
mod stacks;
mod testing_entry;
mod typed;
mod unit_tests;
mod vite;
mod way;
