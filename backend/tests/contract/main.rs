//! The four calls, over HTTP, against the stand-in for Chakra.

mod crashes;
mod database;
mod disconnect;
mod failures;
mod requests;
mod rig;
mod server;
mod status;
mod tokens;
mod truth;
