//! Each rule finds the fault that it is about, in a backend that has no other.

mod backend;
mod calls;
mod command_line;
mod kinds;
mod secrecy;
