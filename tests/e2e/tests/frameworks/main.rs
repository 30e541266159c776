//! Every example folder as its reader uses it: installed from the packed tarball outside of the
//! repository, built by its framework, and driven in a browser as a customer would.
#![allow(missing_docs)]

mod angular;
mod leptos;
mod nextjs;
mod odd_records;
mod own_backend;
mod parity;
mod plain;
mod program;
mod project;
mod script_tag;
mod vite;
mod way;
