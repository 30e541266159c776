//! An app in each language beside the backend: its session says who is asking, behind each proxy.

mod case;
mod copied_faults;
mod outside;
mod proxies;
mod stacks;
mod story;
mod visitor;
mod world;
