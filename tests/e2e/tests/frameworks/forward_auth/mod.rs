//! An app in each language beside the backend: its session identifies the user, behind each proxy.

mod case;
mod copied_faults;
mod outside;
mod proxies;
mod stacks;
mod story;
mod visitor;
mod world;
