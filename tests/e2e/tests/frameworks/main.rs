//! Every example folder as its reader uses it: installed from the packed tarball outside of the
//! repository, built by its framework, and driven in a browser as a customer would.
#![allow(missing_docs)]

mod angular;
mod leptos;
mod nextjs;
mod plain;
mod program;
mod project;
mod vite;
mod way;
