//! The notifications that a partner's address receives, whatever fails or crashes in between.

mod deliveries;
mod receiver;
mod rig;
mod told;
