//! The four calls, over HTTP, against the stand-in for Chakra.

mod accounts;
mod binary;
#[cfg(unix)]
mod commands;
mod conformance;
mod crashes;
mod cross_site;
mod database;
mod disconnect;
mod doctor;
mod failures;
mod hostile_requests;
mod keys;
mod kills;
mod load;
#[cfg(target_os = "linux")]
mod lost_output;
mod notifications;
#[cfg(target_os = "linux")]
mod open_files;
mod operation;
mod own_code;
mod panics;
mod process;
#[path = "../../../tests/notifications/receiver.rs"]
#[allow(dead_code, reason = "made for the library's tests as well")]
mod receiver;
mod requests;
mod rig;
mod server;
mod shutdown;
#[cfg(unix)]
mod signals;
mod smuggling;
mod sockets;
mod status;
mod tokens;
mod truth;
mod unread_bodies;
