//! Each rule finds its fault in a backend without other faults.

mod backend;
mod calls;
mod command_line;
mod kinds;
mod secrecy;
